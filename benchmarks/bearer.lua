-- The same request again and again, with the token BEARER, as a portal asks the GAR.
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BEARER")
wrk.headers["Accept"] = "application/json"
wrk.headers["Accept-Encoding"] = "gzip, deflate"
