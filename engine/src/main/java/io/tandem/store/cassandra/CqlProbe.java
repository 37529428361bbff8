package io.tandem.store.cassandra;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks whether CQL answers, without a driver: the OPTIONS request of the CQL native protocol v4
 * (§4.1.3), answered by SUPPORTED (§4.2.4).
 *
 * <pre>
 *  0        1       2        4        5                 9
 *  +--------+-------+--------+--------+-----------------+
 *  | version| flags | stream | opcode | body length     |
 *  +--------+-------+--------+--------+-----------------+
 * </pre>
 */
final class CqlProbe {
  private static final byte[] OPTIONS = {0x04, 0, 0, 0, 0x05, 0, 0, 0, 0};
  private static final byte SUPPORTED = 0x06;
  private static final int OPCODE_AT = 4;
  private static final int TIMEOUT_MS = 1000;

  private CqlProbe() {}

  /** Blocks for a second at most. */
  static boolean answers(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(OPTIONS);
      byte[] header = socket.getInputStream().readNBytes(OPTIONS.length);
      return header.length == OPTIONS.length && header[OPCODE_AT] == SUPPORTED;
    } catch (IOException e) {
      return false;
    }
  }
}
