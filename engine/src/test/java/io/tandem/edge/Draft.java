package io.tandem.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A request as a phone writes it by hand. */
final class Draft {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String method;
  private final List<String> headers = new ArrayList<>();
  private String uri = "sip:a.example";
  private String from = "sip:1001@a.example";
  private String fromTag = "phone";
  private String to = "sip:1001@a.example";
  private String callId = "call-of-the-phone";
  private String branch = "z9hG4bK-" + NUMBERS.incrementAndGet();
  private int maxForwards = 70;
  private long cseq = 1;
  private String body = "";

  private Draft(String method) {
    this.method = method;
  }

  static Draft of(String method) {
    return new Draft(method);
  }

  /** An INVITE of 1001 to {@code dialled} in its own domain. */
  static Draft invite(String dialled) {
    return of("INVITE")
        .uri("sip:" + dialled + "@a.example")
        .to("sip:" + dialled + "@a.example")
        .callId("invite-" + NUMBERS.incrementAndGet())
        .header("Contact", "<sip:1001@127.0.0.1:5062>");
  }

  /** A REGISTER of 1001 with {@code contacts}. */
  static Draft register(String... contacts) {
    var draft = of("REGISTER").callId("registration");
    for (String contact : contacts) {
      draft.header("Contact", contact);
    }
    return draft;
  }

  Draft uri(String value) {
    uri = value;
    return this;
  }

  Draft from(String value) {
    from = value;
    return this;
  }

  Draft fromTag(String value) {
    fromTag = value;
    return this;
  }

  Draft to(String value) {
    to = value;
    return this;
  }

  Draft toTag(String tag) {
    return to("<" + to + ">;tag=" + tag);
  }

  Draft callId(String value) {
    callId = value;
    return this;
  }

  Draft branch(String value) {
    branch = value;
    return this;
  }

  Draft maxForwards(int value) {
    maxForwards = value;
    return this;
  }

  Draft cseq(long value) {
    cseq = value;
    return this;
  }

  Draft header(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  Draft body(String type, String text) {
    body = text;
    return header("Content-Type", type);
  }

  String uri() {
    return uri;
  }

  String method() {
    return method;
  }

  /** The request as it goes out from {@code sentBy}, a host and port. */
  String print(String sentBy) {
    var out = new StringBuilder();
    line(out, method + " " + uri + " SIP/2.0");
    line(out, "Via: SIP/2.0/UDP " + sentBy + ";rport;branch=" + branch);
    line(out, "From: <" + from + ">;tag=" + fromTag);
    line(out, "To: " + (to.startsWith("<") ? to : "<" + to + ">"));
    line(out, "Call-ID: " + callId);
    line(out, "CSeq: " + cseq + " " + method);
    line(out, "Max-Forwards: " + maxForwards);
    headers.forEach(header -> line(out, header));
    line(out, "Content-Length: " + body.length());
    line(out, "");
    return out.append(body).toString();
  }

  private static void line(StringBuilder out, String text) {
    out.append(text).append("\r\n");
  }
}
