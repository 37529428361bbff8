package io.tandem.phone.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Any request, in a dialog or out of one.
 *
 * @param method the method
 * @param target user or URI; null in a dialog, where the remote target is used
 * @param headers further header fields, by name
 * @param contentType type of the body; null without body
 * @param body the body; null for none
 */
public record RequestSpec(
    String method, String target, Map<String, String> headers, String contentType, String body) {

  /** A request out of any dialog. */
  public static RequestSpec to(String method, String target) {
    return new RequestSpec(method, target, Map.of(), null, null);
  }

  /** A request within a call's dialog. */
  public static RequestSpec inDialog(String method) {
    return new RequestSpec(method, null, Map.of(), null, null);
  }

  /** Adds a header field. */
  public RequestSpec withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RequestSpec(method, target, more, contentType, body);
  }

  /** Sets the body. */
  public RequestSpec withBody(String type, String text) {
    return new RequestSpec(method, target, headers, type, text);
  }
}
