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
 * @param precondition what If-Match demands
 * @param remote where the request came from; {@code null} when unknown
 */
public record ApiRequest<B>(
    Principal principal,
    Map<String, String> path,
    Map<String, String> query,
    B body,
    Precondition precondition,
    InetAddress remote) {

  /** The version that If-Match demands; empty when any will do. */
  public OptionalLong ifMatch() {
    return precondition.version();
  }

  /** The path's parameter {@code name}, which the endpoint declares. */
  public String parameter(String name) {
    return path.get(name);
  }
}
