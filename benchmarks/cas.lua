-- One launch after the other in each thread, which has one connection: login, serviceValidate.
-- Each login is one line of the file REQUESTS: path, a tab, cookie.  SERVICE is how the service is
-- written in an address.
local count = 0
function setup(thread)
  thread:set("number", count)
  count = count + 1
end

function init()
  lines, at, ticket = {}, 0, nil
  local row = 0
  for line in io.lines(os.getenv("REQUESTS")) do
    if row % 2 == number then lines[#lines + 1] = line end
    row = row + 1
  end
end

function request()
  if ticket then
    local validate = "/cas/p3/serviceValidate?service=" .. os.getenv("SERVICE")
    return wrk.format("GET", validate .. "&ticket=" .. ticket)
  end
  at = at + 1
  local path, cookie = lines[at]:match("([^\t]*)\t(.*)")
  return wrk.format("GET", path, { ["Cookie"] = cookie })
end

function response(status, headers, body)
  if ticket then
    ticket = nil
  else
    ticket = (headers["Location"] or ""):match("[?&]ticket=([^&]+)")
  end
end
