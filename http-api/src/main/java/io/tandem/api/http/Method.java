package io.tandem.api.http;

/** The HTTP methods that routes use (RFC 9110 §9.3, RFC 5789). */
public enum Method {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE
}
