package io.tandem.harness;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds ports for the node: the customary one when it is free, another otherwise. */
public final class FreePorts {
  /** Below the ports that Linux hands out, above those that a node without settings takes first. */
  private static final int FIRST_IN_A_ROW = 20_000;

  private static final int LAST_IN_A_ROW = 32_767;

  /**
   * Single ports, too, lie below those that Linux hands out: what is free now is to be free when a
   * node has started, which takes up to half a minute on a busy machine.
   */
  private static final int FIRST_SINGLE = 10_000;

  private static final int FIRST_OF_NODES = 16_384;
  private static final int ATTEMPTS = 100;

  private final InetAddress address;

  /** Looks at {@code address}. */
  public FreePorts(InetAddress address) {
    this.address = address;
  }

  /** A port free for UDP and TCP; 0 wants none in particular. */
  public int sip(int wanted) {
    return wanted != 0 && isFree(wanted, true) ? wanted : any(true);
  }

  /** Any port free for UDP and TCP. */
  public int anySip() {
    return any(true);
  }

  /** A port free for TCP; 0 wants none in particular. */
  public int tcp(int wanted) {
    return wanted != 0 && isFree(wanted, false) ? wanted : any(false);
  }

  /** The first of {@code count} ports in a row, an even one, that are all free for UDP. */
  public int row(int count) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first =
          ThreadLocalRandom.current().nextInt(FIRST_IN_A_ROW / 2, (LAST_IN_A_ROW - count) / 2) * 2;
      if (IntStream.range(first, first + count).allMatch(this::udpIsFree)) {
        return first;
      }
    }
    throw new HarnessException(
        "no %d free ports in a row on %s".formatted(count, address.getHostAddress()));
  }

  /** At random, so that who looks at the same time finds another. */
  private int any(boolean udpToo) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_SINGLE, FIRST_OF_NODES);
      if (isFree(port, udpToo)) {
        return port;
      }
    }
    throw new HarnessException("no free port on " + address.getHostAddress());
  }

  private boolean isFree(int port, boolean udpToo) {
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address, port));
      return !udpToo || udpIsFree(port);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean udpIsFree(int port) {
    try (var probe = new DatagramSocket(new InetSocketAddress(address, port))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
