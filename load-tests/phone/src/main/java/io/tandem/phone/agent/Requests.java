package io.tandem.phone.agent;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.tandem.phone.model.PhoneSettings;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.PeerUnavailableException;
import javax.sip.SipFactory;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.URI;
import javax.sip.header.AllowHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.RouteHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.UserAgentHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** Builds a phone's requests and responses. Bad input of a command ends in IllegalArgument. */
final class Requests {
  /** The methods the phone answers otherwise than with 405. */
  static final List<String> ALLOWED =
      List.of(
          "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "UPDATE", "INFO", "MESSAGE", "NOTIFY",
          "REFER");

  private static final String AGENT = "Tandem-Test-Phone";

  private final AddressFactory addresses;
  private final HeaderFactory headers;
  private final MessageFactory messages;
  private final PhoneSettings settings;
  private final String host;
  private final int port;
  private final String transport;

  Requests(SipFactory factory, PhoneSettings settings, ListeningPoint point)
      throws PeerUnavailableException {
    addresses = factory.createAddressFactory();
    headers = factory.createHeaderFactory();
    messages = factory.createMessageFactory();
    this.settings = settings;
    host = point.getIPAddress();
    port = point.getPort();
    transport = point.getTransport().toLowerCase(Locale.ROOT);
  }

  /** Something that fails only if a command's text is no SIP. */
  private interface Build<T> {
    T build() throws ParseException, InvalidArgumentException;
  }

  private static <T> T checked(Build<T> build) {
    try {
      return build.build();
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  HeaderFactory headers() {
    return headers;
  }

  int port() {
    return port;
  }

  /** The URI at which the phone itself can be reached. */
  String contactUri() {
    return "sip:%s@%s:%d%s"
        .formatted(
            settings.user(),
            host.indexOf(':') < 0 ? host : "[" + host + "]",
            port,
            transport.equals("udp") ? "" : ";transport=tcp");
  }

  /** The phone's identity: the From override if there is one, else its address of record. */
  Address identity(String override) {
    String uri = override != null ? override : settings.from();
    return checked(
        () ->
            addresses.createAddress(
                settings.displayName(),
                addresses.createURI(uri != null ? uri : addressOfRecord())));
  }

  String addressOfRecord() {
    return "sip:" + settings.user() + "@" + settings.domain();
  }

  /** What a user dials: a whole URI, or a user at the phone's domain. */
  URI target(String dialled) {
    boolean whole = dialled.startsWith("sip:") || dialled.startsWith("sips:");
    return checked(
        () -> addresses.createURI(whole ? dialled : "sip:" + dialled + "@" + settings.domain()));
  }

  URI uri(String text) {
    return checked(() -> addresses.createURI(text));
  }

  Address address(URI uri) {
    return addresses.createAddress(uri);
  }

  /** A request as its dialog, or what is to become one, says. */
  Request request(String method, Dialog dialog, long cseq, int maxForwards) {
    return checked(
        () -> {
          ToHeader to = headers.createToHeader(dialog.remote(), dialog.remoteTag());
          Request request =
              messages.createRequest(
                  dialog.target(),
                  method,
                  headers.createCallIdHeader(dialog.callId()),
                  headers.createCSeqHeader(cseq, method),
                  headers.createFromHeader(dialog.local(), dialog.localTag()),
                  to,
                  new ArrayList<>(List.of(via())),
                  headers.createMaxForwardsHeader(maxForwards));
          for (RouteHeader route : dialog.routes()) {
            request.addHeader((Header) route.clone());
          }
          request.addHeader(headers.createHeader(UserAgentHeader.NAME, AGENT));
          return request;
        });
  }

  /** A fresh Via for a request that is sent again. */
  ViaHeader via() {
    return checked(
        () -> {
          ViaHeader via =
              headers.createViaHeader(host, port, transport, "z9hG4bK" + Messages.token());
          via.setRPort();
          return via;
        });
  }

  void addContact(Message message) {
    addHeaders(message, Map.of(ContactHeader.NAME, "<" + contactUri() + ">"));
  }

  void addAllow(Message message) {
    addHeaders(message, Map.of(AllowHeader.NAME, String.join(", ", ALLOWED)));
  }

  void addHeaders(Message message, Map<String, String> values) {
    values.forEach((name, value) -> addHeader(message, name, value));
  }

  /** Adds a header field as text; a value may be a list. */
  void addHeader(Message message, String name, String value) {
    SIPHeader parsed = checked(() -> StringMsgParser.parseSIPHeader(name + ": " + value));
    if (parsed instanceof SIPHeaderList<?> list) {
      list.forEach(message::addHeader);
    } else {
      message.addHeader(parsed);
    }
  }

  /** Sets header fields as text, in place of those of the same name. */
  void setHeaders(Message message, Map<String, String> values) {
    values.forEach(
        (name, value) -> {
          message.removeHeader(name);
          addHeader(message, name, value);
        });
  }

  void setSdp(Message message, String sdp) {
    setBody(message, "application/sdp", sdp);
  }

  void setBody(Message message, String type, String body) {
    String[] parts = type.split("/", 2);
    checked(
        () -> {
          message.setContent(body, headers.createContentTypeHeader(parts[0], parts[1]));
          return message;
        });
  }

  /**
   * A response.
   *
   * @param localTag the To tag; null for none (100)
   */
  Response response(int status, Request request, String localTag) {
    return checked(
        () -> {
          Response response = messages.createResponse(status, request);
          ToHeader to = Messages.to(response);
          if (localTag != null && to.getTag() == null) {
            to.setTag(localTag);
          }
          return response;
        });
  }

  /** Puts a new CSeq number on a request that is sent again. */
  void renumber(Request request, long cseq) {
    checked(
        () -> {
          Messages.cseq(request).setSeqNumber(cseq);
          return request;
        });
  }
}
