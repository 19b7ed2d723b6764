package io.meridian.service.http;

/** The request methods that routes may have. */
public enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE,
  OPTIONS
}
