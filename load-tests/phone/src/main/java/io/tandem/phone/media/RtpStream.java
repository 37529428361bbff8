package io.tandem.phone.media;

import io.tandem.phone.model.MediaReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call's sound: a UDP socket for RTP and the next port for RTCP, a tone sent in packets of 20 ms,
 * and an ear. Symmetric: what is sent leaves from the port that receives, unless {@link #rebind()}
 * moved it. All methods are thread safe.
 */
public final class RtpStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RtpStream.class);
  private static final int FRAME = 160;
  private static final int FRAME_MILLIS = 20;
  private static final long RTCP_TICKS = 2500 / FRAME_MILLIS;

  private final MediaLoop loop;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final DatagramChannel rtp;
  private final DatagramChannel rtcp;
  private final ReceiveStatistics statistics = new ReceiveStatistics();
  private final DtmfReceiver digitsHeard = new DtmfReceiver();
  private final DtmfSender digits = new DtmfSender();
  private final long ssrc = ThreadLocalRandom.current().nextLong(1L << 32);
  private final Future<?> ticker;
  private DatagramChannel sender;
  private ToneGenerator tone;
  private Codec codec = Codec.PCMU;
  private int eventType = -1;
  private InetSocketAddress remote;
  private InetSocketAddress remoteRtcp;
  private boolean sending;
  private boolean reporting = true;
  private boolean marker = true;
  private int sequence = ThreadLocalRandom.current().nextInt(1 << 16);
  private long timestamp = ThreadLocalRandom.current().nextLong(1L << 32);
  private long eventTimestamp;
  private long ticks;
  private long sent;
  private long rtcpReceived;

  /**
   * Opens the sockets on an even port and the one above it (RFC 3550 §11).
   *
   * @param frequency the tone to send, in Hz
   */
  public RtpStream(MediaLoop loop, InetAddress address, int frequency) {
    this.loop = loop;
    this.tone = new ToneGenerator(frequency);
    try {
      DatagramChannel[] pair = PortPair.open(address);
      rtp = pair[0];
      rtcp = pair[1];
      channels.add(rtp);
      channels.add(rtcp);
      sender = rtp;
      loop.register(rtp, this::receive);
      loop.register(rtcp, (data, source) -> countRtcp());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ticker =
        loop.clock()
            .scheduleAtFixedRate(this::tick, FRAME_MILLIS, FRAME_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The port to name in SDP. */
  public int port() {
    return rtp.socket().getLocalPort();
  }

  /** Sends to this address, with this codec. */
  public synchronized void connect(InetSocketAddress to, InetSocketAddress rtcpTo, Codec with) {
    remote = to;
    remoteRtcp = rtcpTo;
    codec = with;
  }

  /** Sets the payload types of telephone-event, -1 for none: what is sent, what is received. */
  public synchronized void telephoneEvents(int sendType, int receiveType) {
    eventType = sendType;
    digitsHeard.payloadType(receiveType);
  }

  /** Starts or stops the sound; the socket stays open either way. */
  public synchronized void sending(boolean on) {
    marker |= on && !sending;
    sending = on;
  }

  /** Stops or resumes the reports of RTCP. */
  public synchronized void reporting(boolean on) {
    reporting = on;
  }

  /** Changes the tone sent. */
  public synchronized void tone(int frequency) {
    tone = new ToneGenerator(frequency);
  }

  /** Queues DTMF digits as RFC 4733 events. */
  public synchronized void sendDigits(String value) {
    if (eventType < 0) {
      throw new IllegalStateException("telephone-event was not agreed on");
    }
    digits.add(value);
  }

  /** Sends from another port from now on, as after a NAT's change of mind; both ports receive. */
  public synchronized int rebind() {
    try {
      DatagramChannel other = DatagramChannel.open();
      other.bind(new InetSocketAddress(rtp.socket().getLocalAddress(), 0));
      loop.register(other, this::receive);
      channels.add(other);
      sender = other;
      return other.socket().getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes as they are, which need not be RTP. */
  public synchronized void sendRaw(byte[] data) {
    send(sender, ByteBuffer.wrap(data), remote);
  }

  /** Sets all counters back and forgets what was heard. */
  public synchronized void reset() {
    statistics.reset();
    digitsHeard.reset();
    sent = 0;
    rtcpReceived = 0;
  }

  /**
   * The counters, and the tones in the sound of the latest time.
   *
   * @param window how far back to listen, up to 5 s
   */
  public synchronized MediaReport report(Duration window, List<Integer> frequencies) {
    long now = System.nanoTime();
    short[] sound = statistics.since(now - window.toNanos());
    Map<Integer, Double> tones = new LinkedHashMap<>();
    frequencies.forEach(f -> tones.put(f, Goertzel.share(sound, f)));
    return new MediaReport(
        sent,
        statistics.received(),
        statistics.lost(),
        statistics.duplicates(),
        statistics.ssrcs(),
        statistics.sources(),
        statistics.payloadTypes(),
        statistics.maxGap(),
        statistics.sinceLast(now),
        rtcpReceived,
        digitsHeard.digits(),
        sound.length == 0 ? -100 : Goertzel.level(sound),
        tones);
  }

  @Override
  public synchronized void close() {
    ticker.cancel(false);
    for (DatagramChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.warn("Closing a media socket failed", e);
      }
    }
  }

  private synchronized void tick() {
    timestamp += FRAME;
    if (remote == null) {
      return;
    }
    if (digits.active()) {
      sendEvent();
    } else if (sending) {
      sendSound();
    }
    if (++ticks % RTCP_TICKS == 0 && reporting) {
      sendReport();
    }
  }

  private void sendSound() {
    short[] samples = tone.next(FRAME);
    byte[] payload = new byte[FRAME];
    for (int i = 0; i < FRAME; i++) {
      payload[i] = codec.encode(samples[i]);
    }
    sendPacket(codec.payloadType(), marker, timestamp, payload);
    marker = false;
  }

  private void sendEvent() {
    DtmfSender.Event event = digits.next(FRAME);
    if (event == null) {
      return;
    }
    if (event.first()) {
      eventTimestamp = timestamp;
    }
    sendPacket(eventType, event.first(), eventTimestamp, event.payload());
  }

  private void sendPacket(int type, boolean mark, long at, byte[] payload) {
    RtpPacket packet = new RtpPacket(type, mark, sequence, at, ssrc, payload);
    sequence = sequence + 1 & 0xFFFF;
    sent++;
    send(sender, packet.encode(), remote);
  }

  private void sendReport() {
    List<Long> seen = statistics.ssrcs();
    Long last = seen.isEmpty() ? null : seen.get(seen.size() - 1);
    long highest = last == null ? 0 : statistics.highestSequence(last);
    send(rtcp, Rtcp.senderReport(ssrc, Instant.now(), timestamp, sent, last, highest), remoteRtcp);
  }

  private static void send(DatagramChannel from, ByteBuffer data, InetSocketAddress to) {
    if (to == null || !from.isOpen()) {
      return;
    }
    try {
      from.send(data, to);
    } catch (IOException e) {
      // as on a real network: the packet is lost, the next one may not be
      LOG.debug("Packet to {} not sent: {}", to, e.toString());
    }
  }

  private void receive(ByteBuffer data, InetSocketAddress source) {
    RtpPacket packet = RtpPacket.decode(data);
    if (packet == null) {
      return;
    }
    long now = System.nanoTime();
    statistics.count(packet, source.getAddress().getHostAddress() + ":" + source.getPort(), now);
    if (digitsHeard.take(packet)) {
      return;
    }
    Codec heard = Codec.ofPayloadType(packet.payloadType());
    if (heard == null) {
      return;
    }
    short[] samples = new short[packet.payload().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = heard.decode(packet.payload()[i]);
    }
    statistics.hear(samples, now);
  }

  private synchronized void countRtcp() {
    rtcpReceived++;
  }
}
