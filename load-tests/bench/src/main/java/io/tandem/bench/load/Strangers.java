package io.tandem.bench.load;

import io.tandem.bench.process.Pause;
import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends INVITEs that nobody can answer a challenge for, in the tenants' names and in those of
 * domains that do not exist, and counts what the node says to them: with forged sources all of it
 * would go to somebody who never asked. They are never acknowledged.
 */
public final class Strangers implements AutoCloseable {
  private static final int SOURCES = 8;
  private static final int UNKNOWN_EVERY = 4;
  private static final Duration LISTEN_AFTER = Duration.ofSeconds(1);

  private final List<DatagramChannel> sources = new ArrayList<>();
  private final InetSocketAddress node;
  private final String domain;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_535);
  private long sent;
  private long bytesSent;
  private long answers;
  private long bytesBack;

  /**
   * What went there and came back.
   *
   * @param sent INVITEs
   * @param bytesSent of the datagrams, without IP and UDP headers, as all bytes here
   * @param answers datagrams that came back
   */
  public record Sum(long sent, long bytesSent, long answers, long bytesBack) {
    /** The bytes that came back for each that went there. */
    public double gain() {
      return bytesSent == 0 ? 0 : (double) bytesBack / bytesSent;
    }
  }

  private Strangers(InetSocketAddress node, String domain) {
    this.node = node;
    this.domain = domain;
  }

  /**
   * Opens the sockets.
   *
   * @param domain of a tenant that there is
   */
  static Strangers open(Target target, String domain) {
    var strangers = new Strangers(target.sip(), domain);
    try {
      for (int i = 0; i < SOURCES; i++) {
        var any = new InetSocketAddress(InetAddress.getByName(target.phoneAddress()), 0);
        var source = DatagramChannel.open().bind(any);
        strangers.sources.add(source);
        source.configureBlocking(false);
      }
      return strangers;
    } catch (IOException e) {
      strangers.close();
      throw new HarnessException("no socket for a stranger", e);
    }
  }

  /** Sends at {@code rate} a second for that long, then listens for a moment. */
  Sum send(double rate, Duration time) {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    try {
      for (long now = start; now < end; now = System.nanoTime()) {
        long due = Math.round((now - start) / 1e9 * rate);
        while (sent < due) {
          invite();
        }
        listen();
        Pause.sleep(Duration.ofMillis(1));
      }
      Pause.sleep(LISTEN_AFTER);
      listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Sum(sent, bytesSent, answers, bytesBack);
  }

  private void invite() throws IOException {
    var source = sources.get((int) (sent % SOURCES));
    boolean unknown = sent % UNKNOWN_EVERY == 0;
    String claimed =
        unknown ? "d" + ThreadLocalRandom.current().nextInt(1 << 30) + ".test" : domain;
    byte[] bytes =
        """
        INVITE sip:10001@%1$s SIP/2.0\r
        Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK-f%2$x\r
        Max-Forwards: 70\r
        From: <sip:10000@%1$s>;tag=%2$x\r
        To: <sip:10001@%1$s>\r
        Call-ID: %2$x\r
        CSeq: 1 INVITE\r
        Contact: <sip:10000@192.0.2.1>\r
        Content-Length: 0\r
        \r
        """
            .formatted(claimed, ThreadLocalRandom.current().nextLong())
            .getBytes(StandardCharsets.US_ASCII);
    source.send(ByteBuffer.wrap(bytes), node);
    sent++;
    bytesSent += bytes.length;
  }

  private void listen() throws IOException {
    for (var source : sources) {
      buffer.clear();
      while (source.receive(buffer) != null) {
        answers++;
        bytesBack += buffer.position();
        buffer.clear();
      }
    }
  }

  @Override
  public void close() {
    for (var source : sources) {
      try {
        source.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
