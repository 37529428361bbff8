package io.tandem.harness;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports for the node: the customary one when it is free, another otherwise. */
public final class FreePorts {
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

  private int any(boolean udpToo) {
    for (int attempt = 0; attempt < 100; attempt++) {
      try (var probe = new ServerSocket(0, 1, address)) {
        int port = probe.getLocalPort();
        if (!udpToo || udpIsFree(port)) {
          return port;
        }
      } catch (IOException e) {
        throw new HarnessException("no free port on " + address.getHostAddress(), e);
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
