package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.NodeId;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an answer goes whose client has moved. */
class ResponsePathTest {
  private static Flow flow(Transport transport, String host, long connection) {
    var remote = new InetSocketAddress(host, 40_000);
    return new Flow(new NodeId("node-1"), "listener", transport, remote, connection);
  }

  private static ResponsePath path(Transport transport) {
    var via = Via.parse("SIP/2.0/" + transport + " 192.0.2.1:5062;branch=z9hG4bK1");
    return ResponsePath.of(via, flow(transport, "192.0.2.1", 3));
  }

  /** At the address that the client has left, somebody else may be by now. */
  @Test
  void aClientWhoseNewConnectionIsGoneIsReachedAtItsNewAddress() {
    var moved = flow(Transport.TCP, "198.51.100.7", 7);
    var path = path(Transport.TCP).by(moved);
    assertThat(path.flow()).isEqualTo(moved);
    assertThat(path.reconnect()).isEqualTo(new InetSocketAddress("198.51.100.7", 5062));
  }

  @ParameterizedTest
  @CsvSource({"TCP, 0", "UDP, 7"})
  void withoutAnAddressOfItsOwnItIsReachedWhereItIs(Transport before, long connection) {
    var moved = flow(Transport.TCP, "198.51.100.7", connection);
    assertThat(path(before).by(moved).reconnect()).isEqualTo(moved.remote());
  }

  @Test
  void overUdpNothingIsOpened() {
    var moved = flow(Transport.UDP, "198.51.100.7", 0);
    assertThat(path(Transport.TCP).by(moved)).isEqualTo(new ResponsePath(moved, null));
  }
}
