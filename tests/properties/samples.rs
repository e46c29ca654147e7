//! What the generated texts begin with.

pub const CONNECTION_STRINGS: &[&str] = &[
    "endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "Endpoint=https://c.communication.azure.com/;AccessKey=pw==",
    "accesskey=pw==;endpoint=http://127.0.0.1:7080/",
    ";;endpoint=https://c.communication.azure.com/ ; foo=bar; accesskey = pw== ;nonsense",
    "endpoint=;accesskey=MDEyMzQ1Njc4OWFiY2RlZg==",
    "accesskey=MDEyMzQ1Njc4OWFiY2RlZg==;accesskey=MDEyMzQ1Njc4OWFiY2RlZg==",
];

pub const ENDPOINTS: &[&str] = &[
    "https://contoso.communication.azure.com",
    "HTTPS://Contoso.Communication.Azure.com:443//",
    "http://localhost:7080/",
    "http://127.0.0.1:65535",
    "https://[2001:DB8::7]:443/",
    "http://[::1]:80",
    "contoso.communication.azure.com",
    "https://my_host-1./api/rooms",
    "https://user:password@h",
    "https://h/?x=1#y",
];

pub const TIMES: &[&str] = &[
    "2025-04-01T00:00:00Z",
    "2025-04-01T09:30:00.5+02:00",
    "2023-08-28T22:09:44.9438567+00:00",
    "2024-02-29t23:59:59.999999999z",
    "0000-01-01T00:00:00-00:01",
    "9999-12-31T23:59:59.9999999-23:59",
    "1969-12-31T23:59:59.123456789Z",
    "2025-04-01T00:00:00",
];

pub const HTTP_DATES: &[&str] = &[
    "Thu, 06 Mar 2025 20:29:42 GMT",
    "Wed, 13 Apr 2022 18:09:12 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Sun, 29 Feb 0004 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    " Mon, 01 Sep 2025 00:00:00.123456789 GMT ",
];

pub const LINKS: &[&str] = &[
    "https://contoso.communication.azure.com/rooms?nextLink=Aa0-_~abc%20d==&api-version=2025-03-13",
    "HTTPS://Contoso.Communication.Azure.com:443/rooms?x",
    "/rooms?a=b c\"<>'é%20+=~",
    "/rooms/99480215317774646/participants?api-version=2025-03-13",
    "https://contoso.communication.azure.com@evil.example/rooms",
    "https://contoso.communication.azure.com/api/rooms/../../keys?x#y",
    "/api/rooms?nextLink=%E2%82%AC&x=|^`{}",
    "//evil.example/%2e%2E/rooms",
];

pub const RETRY_AFTERS: &[&str] = &[
    "0",
    "120",
    "  30 ",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
    "1.5",
    "Thu, 06 Mar 2025 20:29:42 GMT",
    "Thu, 06 Mar 2025 21:29:42 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
];

pub const JSON: &[&str] = &[
    r#"{"id":"99480215317774646","createdAt":"2025-02-19T07:29:27.7913522+00:00","pstnDialOutEnabled":false}"#,
    r#"{"value":[{"rawId":"8:acs:a_b","role":"Presenter"},{"rawId":"é😀","role":null}],"nextLink":"https://h/rooms?x"}"#,
    r#"[0,-0,1.5,-12.25e-3,1E+2,1e5,123456789012345678901234567890,null,true,false,"","\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"]"#,
    r#"{"a":{"b":{"c":[[[[{}]]]]}},"a":1, "d" : [ 1 , 2 ] }"#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
];

pub const ANSWERS: &[&str] = &[
    r#"{"id":"99480215317774646","createdAt":"2025-02-19T07:29:27.7913522+00:00","validFrom":"2025-02-19T07:29:27.5121601+00:00","validUntil":"2025-08-18T07:29:27Z","pstnDialOutEnabled":false}"#,
    r#"{"value":[{"id":"1","createdAt":"2025-02-19T07:29:27Z","validFrom":"2025-02-19T07:29:27Z","validUntil":"2025-08-18T07:29:27Z"}],"nextLink":"https://contoso.communication.azure.com/rooms?nextLink=x"}"#,
    r#"{"value":[{"rawId":"8:acs:a_b_c","role":"Presenter"},{"rawId":"4:+1425","role":"Hologram"},{"rawId":"é\u0000"}],"nextLink":""}"#,
    r#"{"error":{"code":"BadRequest","message":"The request could not be understood.","details":[{"target":"ValidUntil","message":"é"}],"innererror":null}}"#,
    "<!DOCTYPE html><html><body><h1>502</h1></body></html>",
];

pub const RAW_IDS: &[&str] = &[
    "8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130",
    "8:acs:resource_tenant_user",
    "8:dod-acs:resource_tenant_user",
    "8:gcch-acs:a_b",
    "8:spool:a_b",
    "8:teamsvisitor:45ab2481",
    "8:orgid:45ab2481",
    "8:dod:45ab2481",
    "8:gcch:45ab2481",
    "28:orgid:45ab2481",
    "28:gcch:45ab2481",
    "4:+14255550123",
    "4:anonymous",
    "4:+1425_asserted_id",
    "37:unknown",
    "",
];

pub const BASE64: &[&str] = &[
    "",
    "pw==",
    "Zm8=",
    "Zm9v",
    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "+/+/",
    "/////w==",
    "px==",
];

pub const OPTIONS: &[&str] = &[
    r#"{"apiVersion":"2024-04-15","userAgentOptions":{"userAgentPrefix":"my/1"},"allowInsecureConnection":true,"requestTimeoutInMs":5000.7,"retryOptions":{"maxRetries":0,"retryDelayInMs":1,"maxRetryDelayInMs":18446744073709551615}}"#,
    r#"{"requestOptions":{"timeout":0,"customHeaders":{"X-Trace":"a b","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}}"#,
    r#"{"requestOptions":null,"retryOptions":{},"apiVersion":null}"#,
];

pub const CALLS: &[&str] = &[
    r#"{"options":{"validFrom":"2025-04-01T00:00:00.5Z","validUntil":"2025-05-01T00:00:00+02:00","pstnDialOutEnabled":true,"participants":[{"id":{"communicationUserId":"8:acs:a_b"},"role":"Presenter"},{"id":{"phoneNumber":"+1"}}],"repeatabilityRequestId":"6e8b1d5c-1f5f-4a55-b1d7-6c0e2f6b9d10","repeatabilityFirstSent":"2025-04-01T00:00:00Z"}}"#,
    r#"{"roomId":"99480215317774646","options":{"validFrom":"2025-04-01T00:00:00Z","validUntil":"2025-05-01T00:00:00Z"}}"#,
    r#"{"roomId":"é b","argument":[{"id":{"microsoftTeamsUserId":"x","cloud":"gcch","isAnonymous":false},"role":""},{"id":{"id":"a"},"role":null},{"id":{"id":"a"}}]}"#,
    r#"{"roomId":"99","argument":[{"rawId":"8:acs:x","id":"y"},{"id":{"teamsAppId":"x","cloud":"dod"}},{"userId":"u","tenantId":"t","resourceId":"r"}]}"#,
    r#"{"roomId":"99","argument":"/rooms?nextLink=x"}"#,
    r#"{"argument":{"method":"GET","path":"/rooms?api-version=2025-03-13","body":"","headers":{}}}"#,
];

pub const AUTHORIZATIONS: &[&str] = &[
    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=RecsY1aZ40P05RplvBZm+pckpfMpJIK+z6kgx4eTkcI=",
    "hmac-sha256 Signature=RecsY1aZ40P05RplvBZm+pckpfMpJIK+z6kgx4eTkcI=&SignedHeaders=date;host;x-ms-content-sha256;accept",
    "HMAC-SHA256 Credential=x&SignedHeaders=X-MS-Date;Host;x-ms-content-sha256&Signature=",
    "Bearer eyJhbGciOiJub25lIn0.eyJleHAiOjE3NDEyOTI5ODJ9.c2ln",
    "bearer abc.def~ghi==",
    "Basic dXNlcjpwYXNz",
];
