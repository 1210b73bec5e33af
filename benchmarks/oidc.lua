-- One launch after the other in each thread, which has one connection: authorize, token, userinfo.
-- Each authorization request is one line of the file REQUESTS: path, a tab, cookie.  None is used
-- twice.
local count = 0
function setup(thread)
  thread:set("number", count)
  count = count + 1
end

function init()
  lines, at, stage, code, token = {}, 0, "authorize", nil, nil
  local row = 0
  for line in io.lines(os.getenv("REQUESTS")) do
    if row % 2 == number then lines[#lines + 1] = line end
    row = row + 1
  end
end

function request()
  if stage == "authorize" then
    at = at + 1
    local path, cookie = lines[at]:match("([^\t]*)\t(.*)")
    return wrk.format("GET", path, { ["Cookie"] = cookie })
  elseif stage == "token" then
    return wrk.format("POST", "/oidc/token", {
      ["Authorization"] = os.getenv("BASIC"),
      ["Content-Type"] = "application/x-www-form-urlencoded",
    }, "grant_type=authorization_code&code=" .. code .. os.getenv("FORM"))
  end
  return wrk.format("GET", "/oidc/userinfo", { ["Authorization"] = "Bearer " .. token })
end

function response(status, headers, body)
  if stage == "authorize" then
    code = (headers["Location"] or ""):match("[?&]code=([^&]+)")
    stage = code and "token" or "authorize"
  elseif stage == "token" then
    token = body:match('"access_token": "([^"]+)"')
    stage = token and "userinfo" or "authorize"
  else
    stage = "authorize"
  end
end
