package io.tandem.call;

import io.tandem.call.flow.CallSettings;
import io.tandem.call.flow.CallState;
import io.tandem.call.flow.Effect;
import io.tandem.call.flow.Event;
import io.tandem.call.leg.Body;
import io.tandem.id.LegId;
import io.tandem.media.MediaListener;
import io.tandem.media.MediaService;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaState;
import io.tandem.media.MediaStatistics;
import io.tandem.media.NoMediaPortsException;
import io.tandem.media.SdpRefusedException;
import java.util.Map;

/**
 * One call's media as its entity uses them: the session is opened by the first offer, and a refusal
 * becomes an event. Used by the entity's thread alone.
 */
final class CallMedia implements AutoCloseable {
  private final MediaService service;
  private final MediaListener listener;
  private final CallSettings settings;
  private MediaSession session;

  CallMedia(MediaService service, MediaListener listener, CallSettings settings) {
    this.service = service;
    this.listener = listener;
    this.settings = settings;
  }

  /** What became of the offer. */
  Event offer(Effect.AnchorOffer offer, CallState call) {
    try {
      if (session == null) {
        session = service.open(listener);
      }
      tellSources(call, offer.from(), offer.to());
      return new Event.Anchored(
          offer.cause(), Body.sdp(session.offer(offer.from(), offer.to(), offer.sdp())));
    } catch (NoMediaPortsException e) {
      return refused(offer.cause(), 503, null);
    } catch (SdpRefusedException e) {
      return refused(offer.cause(), e.status(), e.warning());
    }
  }

  /** What became of the answer. There is a session, since there was an offer. */
  Event answer(Effect.AnchorAnswer answer, CallState call) {
    try {
      tellSources(call, answer.from(), answer.to());
      return new Event.Anchored(
          answer.cause(), Body.sdp(session.answer(answer.from(), answer.to(), answer.sdp())));
    } catch (SdpRefusedException e) {
      return refused(answer.cause(), e.status(), e.warning());
    }
  }

  void rollBack(LegId from, LegId to) {
    if (session != null) {
      session.rollback(from, to);
    }
  }

  void connect(LegId a, LegId b) {
    session.connect(a, b);
  }

  void release(LegId leg) {
    if (session != null) {
      session.release(leg);
    }
  }

  MediaState state() {
    return session == null ? MediaState.EMPTY : session.state();
  }

  Map<LegId, MediaStatistics> statistics() {
    return session == null ? Map.of() : session.statistics();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }

  private Event refused(Event cause, int status, String warning) {
    if (status == 503) {
      String seconds = Long.toString(settings.retryAfter().toSeconds());
      return new Event.Refused(cause, status, Map.of("Retry-After", seconds));
    }
    return new Event.Refused(cause, status, Map.of("Warning", warning));
  }

  private void tellSources(CallState call, LegId... legs) {
    for (LegId leg : legs) {
      session.signalledFrom(leg, call.leg(leg).flow().remote().getAddress());
    }
  }
}
