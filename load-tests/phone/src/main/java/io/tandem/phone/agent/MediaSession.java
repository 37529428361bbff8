package io.tandem.phone.agent;

import io.tandem.phone.media.Codec;
import io.tandem.phone.media.RtpStream;
import io.tandem.phone.model.HoldStyle;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A call's offers and answers (RFC 3264) and what they mean for its RTP stream. Owns the stream.
 * Used on the phone's thread only.
 */
final class MediaSession implements AutoCloseable {
  private static final int EVENT_TYPE = 101;

  private final RtpStream stream;
  private final String address;
  private final boolean telephoneEvents;
  private final long sessionId = ThreadLocalRandom.current().nextLong(1, 1L << 31);
  private List<Codec> codecs;
  private HoldStyle hold;
  private boolean muted;
  private long version;
  private String lastBody = "";
  private Direction agreed;
  private Codec sending;
  private boolean remoteHolds;
  private boolean offerPending;

  MediaSession(RtpStream stream, String address, List<Codec> codecs, boolean telephoneEvents) {
    this.stream = stream;
    this.address = address;
    this.codecs = codecs;
    this.telephoneEvents = telephoneEvents;
  }

  RtpStream stream() {
    return stream;
  }

  /** Sets how the next offers and answers hold the call; null: not at all. */
  void hold(HoldStyle style) {
    hold = style;
  }

  void codecs(List<Codec> values) {
    codecs = values;
  }

  HoldStyle hold() {
    return hold;
  }

  List<Codec> codecs() {
    return codecs;
  }

  /** Stops or allows the sound, whatever was agreed on. */
  void muted(boolean value) {
    muted = value;
    applySending();
  }

  /** An offer of everything we can do. */
  String offer() {
    offerPending = true;
    return describe(List.of(section(codecs, telephoneEvents ? EVENT_TYPE : -1, wanted())));
  }

  /** Whether an offer of ours waits for its answer. */
  boolean offerPending() {
    return offerPending;
  }

  /** Forgets an offer that was refused; the session stays as it was (RFC 3261 §14.1). */
  void offerRefused() {
    offerPending = false;
  }

  /**
   * Answers an offer and acts on it.
   *
   * @return empty if there is nothing in it that we can do: 488
   */
  Optional<String> answer(String offer) {
    List<SdpMedia> offered = SdpMedia.parse(offer);
    Optional<SdpMedia> usable = offered.stream().filter(this::acceptable).findFirst();
    if (usable.isEmpty()) {
      return Optional.empty();
    }
    SdpMedia audio = usable.get();
    List<Codec> common = common(audio);
    Direction ours = wanted().and(audio.direction().reversed());
    int eventType = telephoneEvents ? audio.telephoneEvent() : -1;
    List<String> sections = new ArrayList<>();
    for (SdpMedia media : offered) {
      sections.add(
          media == audio
              ? section(common, eventType, ours)
              : "m=%s 0 %s %s\r\n"
                  .formatted(media.kind(), media.protocol(), String.join(" ", media.formats())));
    }
    apply(audio, ours, common.get(0), eventType, eventType);
    return Optional.of(describe(sections));
  }

  /** Acts on the answer to our offer; an unusable answer leaves the session as it was. */
  void accept(String answer) {
    offerPending = false;
    SdpMedia.parse(answer).stream()
        .filter(this::acceptable)
        .findFirst()
        .ifPresent(
            audio ->
                apply(
                    audio,
                    wanted().and(audio.direction().reversed()),
                    common(audio).get(0),
                    telephoneEvents ? audio.telephoneEvent() : -1,
                    EVENT_TYPE));
  }

  /** The agreed direction's attribute name, or "none". */
  String direction() {
    return agreed == null ? "none" : agreed.attribute();
  }

  /** The name of the codec sent, or "". */
  String codec() {
    return sending == null ? "" : sending.name();
  }

  @Override
  public void close() {
    stream.close();
  }

  private boolean acceptable(SdpMedia media) {
    return media.usableAudio() && media.address() != null && !common(media).isEmpty();
  }

  private List<Codec> common(SdpMedia media) {
    return media.formats().stream()
        .map(f -> Codec.ofPayloadType(Integer.parseInt(f)))
        .filter(codecs::contains)
        .toList();
  }

  private Direction wanted() {
    if (hold == null) {
      return Direction.SENDRECV;
    }
    return switch (hold) {
      case SENDONLY -> Direction.SENDONLY;
      case INACTIVE -> Direction.INACTIVE;
      case ZERO_ADDRESS -> Direction.SENDRECV;
    };
  }

  private void apply(
      SdpMedia audio, Direction ours, Codec codec, int sendEvents, int receiveEvents) {
    agreed = ours;
    sending = codec;
    remoteHolds = audio.held();
    stream.telephoneEvents(sendEvents, receiveEvents);
    if (!"0.0.0.0".equals(audio.address())) {
      stream.connect(
          new InetSocketAddress(audio.address(), audio.port()),
          new InetSocketAddress(audio.address(), audio.rtcpPort()),
          codec);
    }
    applySending();
  }

  /** A phone that holds sends nothing: it has no music of its own. */
  private void applySending() {
    stream.sending(agreed != null && agreed.sends() && hold == null && !remoteHolds && !muted);
  }

  private String section(List<Codec> list, int eventType, Direction direction) {
    StringBuilder out = new StringBuilder("m=audio ").append(stream.port()).append(" RTP/AVP");
    list.forEach(codec -> out.append(' ').append(codec.payloadType()));
    if (eventType >= 0) {
      out.append(' ').append(eventType);
    }
    out.append("\r\n");
    for (Codec codec : list) {
      out.append("a=rtpmap:%d %s/8000\r\n".formatted(codec.payloadType(), codec));
    }
    if (eventType >= 0) {
      out.append("a=rtpmap:%d telephone-event/8000\r\n".formatted(eventType));
      out.append("a=fmtp:%d 0-15\r\n".formatted(eventType));
    }
    return out.append("a=ptime:20\r\na=").append(direction.attribute()).append("\r\n").toString();
  }

  /** Puts the session level before the sections; the version rises when anything changed. */
  private String describe(List<String> sections) {
    String connection = hold == HoldStyle.ZERO_ADDRESS ? "IP4 0.0.0.0" : typed(address);
    String body = "s=-\r\nc=IN %s\r\nt=0 0\r\n%s".formatted(connection, String.join("", sections));
    if (!body.equals(lastBody)) {
      version++;
      lastBody = body;
    }
    return "v=0\r\no=- %d %d IN %s\r\n%s".formatted(sessionId, version, typed(address), body);
  }

  private static String typed(String address) {
    return (address.indexOf(':') < 0 ? "IP4 " : "IP6 ") + address;
  }
}
