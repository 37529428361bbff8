package io.tandem.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
  private InetAddress ours;
  private InetAddress theirs;
  private Set<InetAddress> listed;
  private int lists;
  private long now = -1;
  private final HostAddresses addresses = new HostAddresses(() -> now, this::list);

  @BeforeEach
  void address() throws Exception {
    ours = InetAddress.getByName("192.0.2.1");
    theirs = InetAddress.getByName("192.0.2.2");
    listed = Set.of(ours);
  }

  private Set<InetAddress> list() throws SocketException {
    lists++;
    if (listed == null) {
      throw new SocketException("no interfaces");
    }
    return listed;
  }

  @Test
  void aListIsGoodForSomeSecondsAndThenMadeAnew() {
    assertThat(addresses.mayHave(ours)).isTrue();
    assertThat(addresses.mayHave(theirs)).isFalse();
    listed = Set.of(theirs);
    now += HostAddresses.GOOD_FOR.toNanos() - 1;
    assertThat(addresses.mayHave(theirs)).isFalse();
    assertThat(lists).isEqualTo(1);

    now++;
    assertThat(addresses.mayHave(theirs)).isTrue();
    assertThat(addresses.mayHave(ours)).isFalse();
    assertThat(lists).isEqualTo(2);
  }

  @Test
  void loopbackNeedsNoList() {
    assertThat(addresses.mayHave(InetAddress.getLoopbackAddress())).isTrue();
    assertThat(lists).isZero();
  }

  @Test
  void anyMayBeOursWhileTheyCannotBeListed() {
    listed = null;
    assertThat(addresses.mayHave(theirs)).isTrue();
    listed = Set.of(ours);
    now += Duration.ofMinutes(1).toNanos();
    assertThat(addresses.mayHave(theirs)).isFalse();
  }
}
