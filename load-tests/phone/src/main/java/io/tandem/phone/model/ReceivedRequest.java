package io.tandem.phone.model;

import java.util.List;
import java.util.Map;

/**
 * A request that a phone received besides the ones that make, change and end calls: INFO, MESSAGE,
 * NOTIFY, OPTIONS, REFER and so on. The phone has already responded.
 *
 * @param method the method
 * @param call the call it belongs to; null outside of a dialog
 * @param status the status code of the phone's response
 * @param headers all header fields, values by name
 * @param body the body, empty for none
 */
public record ReceivedRequest(
    String method, String call, int status, Map<String, List<String>> headers, String body) {}
