package io.tandem.call;

import io.tandem.id.LegId;
import io.tandem.media.MediaListener;
import io.tandem.media.MediaService;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaState;
import io.tandem.media.MediaStatistics;
import io.tandem.media.MediaUsage;
import io.tandem.media.NoMediaPortsException;
import io.tandem.media.SdpRefusedException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Media without packets: rewrites {@code x} to {@code x>leg}, refuses what contains {@code bad},
 * and notes what else it is told.
 */
final class FakeMedia implements MediaService {
  final List<String> told = new CopyOnWriteArrayList<>();
  final AtomicInteger states = new AtomicInteger();
  volatile MediaListener listener;
  volatile boolean full;

  @Override
  public MediaSession open(MediaListener wanted) throws NoMediaPortsException {
    if (full) {
      throw new NoMediaPortsException("none left");
    }
    listener = wanted;
    told.add("open");
    return new Session();
  }

  @Override
  public MediaUsage usage() {
    return new MediaUsage(0, 0, 0, 0, 0, 0, 0);
  }

  private final class Session implements MediaSession {
    @Override
    public void signalledFrom(LegId leg, InetAddress address) {
      told.add("signalled " + leg + " " + address.getHostAddress());
    }

    @Override
    public String offer(LegId from, LegId to, String sdp) throws SdpRefusedException {
      return rewrite(to, sdp);
    }

    @Override
    public String answer(LegId from, LegId to, String sdp) throws SdpRefusedException {
      if (sdp.contains("crash")) {
        throw new IllegalStateException("a bug");
      }
      return rewrite(to, sdp);
    }

    private String rewrite(LegId to, String sdp) throws SdpRefusedException {
      if (sdp.contains("bad")) {
        throw SdpRefusedException.notAcceptable(305, "no common codec");
      }
      return sdp + ">" + to;
    }

    @Override
    public void rollback(LegId from, LegId to) {
      told.add("rollback " + from + " " + to);
    }

    @Override
    public void connect(LegId a, LegId b) {
      told.add("connect " + a + " " + b);
    }

    @Override
    public void release(LegId leg) {
      told.add("release " + leg);
    }

    @Override
    public Map<LegId, MediaStatistics> statistics() {
      var relayed = new MediaStatistics(500, 86000, 490, 84280, 3, Duration.ofMillis(2), 0, "PCMA");
      return Map.of(LegId.CALLER, relayed);
    }

    @Override
    public MediaState state() {
      states.incrementAndGet();
      return MediaState.EMPTY;
    }

    @Override
    public void close() {
      told.add("close");
    }
  }
}
