package io.tandem.api.http;

import io.tandem.api.auth.Principal;
import java.net.InetAddress;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An authenticated, authorised request whose body has been read.
 *
 * @param principal who asks; {@code null} on public routes
 * @param path the path's parameters
 * @param query the query's parameters, one value each
 * @param body of the endpoint's body type; {@code null} when it takes none
 * @param ifMatch the version in If-Match; empty when absent, {@code *}, or not heeded here
 * @param remote where the request came from; {@code null} when unknown
 */
public record ApiRequest<B>(
    Principal principal,
    Map<String, String> path,
    Map<String, String> query,
    B body,
    OptionalLong ifMatch,
    InetAddress remote) {

  /** The path's parameter {@code name}, which the endpoint declares. */
  public String parameter(String name) {
    return path.get(name);
  }
}
