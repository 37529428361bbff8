package io.tandem.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.tandem.id.LegId;
import io.tandem.media.MediaStatistics;
import io.tandem.media.sdp.Direction;
import io.tandem.media.sdp.PayloadTypes;
import io.tandem.net.Destinations;
import java.net.InetSocketAddress;

/**
 * One leg's end of a stream: takes what the leg sends to our ports and hands it to the other end,
 * which sends it on from its own. The packet itself passes untouched, in the buffer it was received
 * in. Confined to its event loop, except for the methods that say otherwise.
 */
final class RelayEnd {
  private static final int HIGHEST_PORT = 65_535;

  private final LegId leg;
  private final PortPair ports;
  private final SignallingAddress signalling;
  private final Destinations destinations;
  private final Counter refused;
  private final Latch latch;
  private final Reception reception = new Reception();
  private final Counter packetsSent = new Counter();
  private final Counter octetsSent = new Counter();
  private final Counter strangers = new Counter();

  private volatile EndTerms terms;
  private volatile PayloadTypes agreed = PayloadTypes.NONE;
  private volatile String negotiated = "";
  private volatile InetSocketAddress latched;
  private RelayEnd peer;
  private InetSocketAddress describedRtcp;
  private InetSocketAddress rtcpSource;
  private boolean wasTwoWay;
  private boolean supervised;
  private boolean answering;
  private long heardAt;

  /**
   * @param destinations where packets may go
   * @param refused counts the packets that would have gone elsewhere, or came from there
   */
  RelayEnd(
      LegId leg,
      PortPair ports,
      SignallingAddress signalling,
      Destinations destinations,
      Counter refused) {
    this.leg = leg;
    this.ports = ports;
    this.signalling = signalling;
    this.destinations = destinations;
    this.refused = refused;
    this.latch = new Latch(signalling);
  }

  /** Whose end it is; any thread. */
  LegId leg() {
    return leg;
  }

  /** Our ports towards the leg; any thread. */
  PortPair ports() {
    return ports;
  }

  /**
   * New terms, by a description that was just accepted.
   *
   * @param other the end it talks to; null while there is none
   */
  void apply(EndTerms newTerms, RelayEnd other, long now) {
    terms = newTerms;
    answering = false;
    link(other);
    latch.arm(destinations.allowed(newTerms.remote().rtp()), now);
    describedRtcp = destinations.allowed(newTerms.remote().rtcp());
    latched = latch.source();
    if (latched == null) {
      rtcpSource = null;
    }
    boolean before = supervised;
    supervised = other != null && isSupervised(newTerms.flow());
    if (supervised && !before) {
      heardAt = now;
    }
  }

  /** Whoever it talked to before must not go on talking to it. */
  private void link(RelayEnd other) {
    RelayEnd former = peer;
    peer = other;
    if (former != null && former != other && former.peer == this) {
      former.idle();
    }
  }

  /**
   * Whether the leg has an offer before it that lets it send, so that its packets may pass whatever
   * was agreed on before.
   */
  void mayAnswer(boolean offered) {
    answering = offered;
  }

  /** Its line was refused, or its peer left: nothing flows. */
  void idle() {
    supervised = false;
    answering = false;
    link(null);
  }

  /**
   * A leg that may not send is silent by right, and so are both during a hold, whichever of them
   * could play music. A stream that never went both ways is not on hold but one-way.
   */
  private boolean isSupervised(Direction flow) {
    boolean hold = wasTwoWay && flow != Direction.SENDRECV;
    wasTwoWay |= flow == Direction.SENDRECV;
    return flow.sends() && !hold;
  }

  /** Whether silence of the leg means something now. */
  boolean isSupervised() {
    return supervised;
  }

  /** When something came from the leg last, or its clock began to run. */
  long heardAt() {
    return heardAt;
  }

  /** The clock begins anew. */
  void startClock(long now) {
    heardAt = now;
  }

  /**
   * A packet on the RTP port. Takes ownership of {@code packet}.
   *
   * @return false when it is neither RTP nor RTCP
   */
  boolean onRtpPort(ByteBuf packet, InetSocketAddress from, long now) {
    long header = RtpHeader.read(packet);
    if (RtpHeader.isRtp(header, packet)) {
      onRtp(packet, header, from, now);
      return true;
    }
    if (RtpHeader.isRtcp(header)) {
      onRtcp(packet, from, from.equals(latch.target()), now);
      return true;
    }
    packet.release();
    return false;
  }

  /**
   * A packet on the RTCP port. Takes ownership of {@code packet}.
   *
   * @return false when it is no RTCP
   */
  boolean onRtcpPort(ByteBuf packet, InetSocketAddress from, long now) {
    if (!RtpHeader.isRtcp(RtpHeader.read(packet))) {
      packet.release();
      return false;
    }
    boolean known = isRtcpSource(from);
    if (known && !from.equals(rtcpSource)) {
      rtcpSource = from;
    }
    onRtcp(packet, from, known, now);
    return true;
  }

  private void onRtp(ByteBuf packet, long header, InetSocketAddress from, long now) {
    if (!from.equals(latch.source()) && !destinations.allow(from.getAddress())) {
      refused.add(1);
      packet.release();
      return;
    }
    int ssrc = RtpHeader.ssrc(packet);
    int sequence = RtpHeader.sequence(header);
    if (!latch.accept(from, ssrc, sequence, now)) {
      strangers.add(1);
      packet.release();
      return;
    }
    if (latched != latch.source()) {
      latched = latch.source();
    }
    heardAt = now;
    reception.packet(ssrc, sequence, packet.readableBytes());
    EndTerms current = terms;
    int type = RtpHeader.payloadType(header);
    int clockRate = current.types().clockRate(type);
    if (clockRate > 0) {
      reception.timing(type, clockRate, RtpHeader.timestamp(header), now);
    }
    if (peer == null || !(current.flow().sends() || answering)) {
      packet.release();
      return;
    }
    peer.sendRtp(packet);
  }

  private void onRtcp(ByteBuf packet, InetSocketAddress from, boolean known, long now) {
    if (!known) {
      strangers.add(1);
      packet.release();
      return;
    }
    heardAt = now;
    if (peer == null) {
      packet.release();
      return;
    }
    peer.sendRtcp(packet);
  }

  /**
   * RTCP is believed where the description puts it, and from the host that RTP comes from; before
   * the first RTP packet also from the host that signals.
   */
  private boolean isRtcpSource(InetSocketAddress from) {
    if (terms == null) {
      return false;
    }
    InetSocketAddress rtp = latch.target();
    if (from.equals(describedRtcp) || (rtp != null && from.getAddress().equals(rtp.getAddress()))) {
      return true;
    }
    return latch.source() == null
        && signalling.isHostOf(from)
        && destinations.allow(from.getAddress());
  }

  private void sendRtp(ByteBuf packet) {
    InetSocketAddress target = latch.target();
    EndTerms current = terms;
    if (target == null || current.remote().mute() || !ports.rtp().isWritable()) {
      countIfRefused(target, current.remote().rtp());
      packet.release();
      return;
    }
    packetsSent.add(1);
    octetsSent.add(packet.readableBytes());
    send(ports.rtp(), packet, target);
  }

  private void sendRtcp(ByteBuf packet) {
    EndTerms current = terms;
    InetSocketAddress target = current.mux() ? latch.target() : rtcpTarget(current);
    Channel channel = current.mux() ? ports.rtp() : ports.rtcp();
    if (target == null || current.remote().mute() || !channel.isWritable()) {
      packet.release();
      return;
    }
    send(channel, packet, target);
  }

  /** A description named where nothing may go, and no packet has told of another place. */
  private void countIfRefused(InetSocketAddress target, InetSocketAddress described) {
    if (target == null && described != null && destinations.allowed(described) == null) {
      refused.add(1);
    }
  }

  /** Where its RTCP comes from; until then where the description says, as far as NAT allows. */
  private InetSocketAddress rtcpTarget(EndTerms current) {
    if (rtcpSource != null) {
      return rtcpSource;
    }
    InetSocketAddress rtp = latch.source() == null ? null : latch.target();
    InetSocketAddress described = reachableRtcp();
    boolean asDescribed = rtp == null || rtp.equals(current.remote().rtp());
    if (asDescribed || rtp.getPort() == HIGHEST_PORT) {
      return described;
    }
    return new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
  }

  private InetSocketAddress reachableRtcp() {
    return describedRtcp != null && signalling.reaches(describedRtcp) ? describedRtcp : null;
  }

  private static void send(Channel channel, ByteBuf packet, InetSocketAddress target) {
    channel.writeAndFlush(new DatagramPacket(packet, target), channel.voidPromise());
  }

  /** Where the leg's RTP comes from, null until the first packet; any thread. */
  InetSocketAddress latched() {
    return latched;
  }

  /**
   * What its packets will mean, and what was chosen, told at once so that the shortest call has a
   * codec; any thread.
   */
  void agree(PayloadTypes types, String codec) {
    agreed = types;
    negotiated = codec;
  }

  /** What was relayed so far; any thread. */
  MediaStatistics statistics() {
    PayloadTypes types = agreed;
    String heard = types.name(reception.codec());
    return new MediaStatistics(
        reception.packets(),
        reception.octets(),
        packetsSent.get(),
        octetsSent.get(),
        reception.lost(),
        reception.jitter(),
        strangers.get(),
        heard.isEmpty() ? negotiated : heard);
  }
}
