-- Each request is one line of the file REQUESTS: path, a tab, cookie.  None is used twice.
local lines = {}
for line in io.lines(os.getenv("REQUESTS")) do lines[#lines + 1] = line end
local at = 0
request = function()
  at = at + 1
  local path, cookie = lines[at]:match("([^\t]*)\t(.*)")
  return wrk.format("GET", path, { ["Cookie"] = cookie })
end
