package io.tandem.edge;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.sip.message.MessageBuilder;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * From what a call entity says to messages: adds our Contact, what we implement, and our name. A
 * header that the call names itself is not added a second time.
 */
final class OutgoingMessages {
  private final String software;

  OutgoingMessages(String software) {
    this.software = software;
  }

  /**
   * @param advertised the address under which the peer reaches us by the request's flow
   * @throws IllegalArgumentException when something in {@code request} cannot stand in a message
   */
  SipRequest request(OutgoingRequest request, HostPort advertised) {
    var builder =
        SipRequest.builder(request.method(), request.requestUri())
            .from(address(request.fromDisplayName(), request.fromUri(), request.fromTag()))
            .to(address(null, request.toUri(), request.toTag()))
            .callId(request.sipCallId())
            .cseq(request.cseq())
            .maxForwards(request.maxForwards());
    if (!request.routes().isEmpty()) {
      builder.route(request.routes());
    }
    if (Capabilities.carriesContact(request.method())) {
      addContact(builder, request.headers(), request.fromTag(), advertised, request.flow());
      addDefault(builder, request.headers(), "Allow", Capabilities.ALLOW);
      String supported =
          invitesReliability(request) ? Capabilities.CALL_SUPPORTED : Capabilities.DIALOG_SUPPORTED;
      addDefault(builder, request.headers(), "Supported", supported);
    }
    addDefault(builder, request.headers(), "User-Agent", software);
    finish(builder, request.headers(), request.body());
    return builder.build();
  }

  /**
   * @param advertised the address under which the peer reaches us by the request's flow
   * @throws IllegalArgumentException when something in {@code response} cannot stand in a message
   */
  SipResponse response(
      SipRequest request, OutgoingResponse response, HostPort advertised, Flow flow) {
    var builder = SipResponse.to(request, response.status());
    if (response.reason() != null) {
      builder.reason(response.reason());
    }
    String tag = request.toTag() != null ? request.toTag() : response.toTag();
    if (request.toTag() == null && tag != null) {
      builder.toTag(tag);
    }
    boolean success = response.status() >= 200 && response.status() < 300;
    boolean early = response.status() > 100 && response.status() < 200;
    if (tag != null && (early || success) && Capabilities.carriesContact(request.method())) {
      addContact(builder, response.headers(), tag, advertised, flow);
    }
    if (success || response.status() == 405) {
      addDefault(builder, response.headers(), "Allow", Capabilities.ALLOW);
    }
    if (success && Capabilities.statesExtensions(request.method())) {
      addDefault(builder, response.headers(), "Supported", Capabilities.CALL_SUPPORTED);
    }
    addDefault(builder, response.headers(), "Server", software);
    finish(builder, response.headers(), response.body());
    return builder.build();
  }

  /** Without an offer a reliable response would bring one, and its PRACK had to answer it. */
  private static boolean invitesReliability(OutgoingRequest request) {
    return request.method().equals("INVITE") && request.toTag() == null && request.body() != null;
  }

  private static NameAddress address(String displayName, String uri, String tag) {
    return new NameAddress(displayName, uri, tag == null ? Map.of() : Map.of("tag", tag));
  }

  private static void addContact(
      MessageBuilder<?> builder,
      Map<String, String> headers,
      String tag,
      HostPort advertised,
      Flow flow) {
    String transport = flow.transport() == Transport.TCP ? ";transport=tcp" : "";
    addDefault(builder, headers, "Contact", "<sip:" + tag + "@" + advertised + transport + ">");
  }

  private static void addDefault(
      MessageBuilder<?> builder, Map<String, String> headers, String name, String value) {
    if (!headers.containsKey(name)) {
      builder.header(name, value);
    }
  }

  private static void finish(MessageBuilder<?> builder, Map<String, String> headers, Body body) {
    headers.forEach(builder::header);
    if (body != null) {
      builder.body(body.contentType(), body.content().getBytes(StandardCharsets.UTF_8));
    }
  }
}
