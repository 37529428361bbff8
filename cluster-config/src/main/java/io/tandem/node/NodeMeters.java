package io.tandem.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CdrSink;
import io.tandem.media.MediaService;
import io.tandem.media.MediaUsage;
import io.tandem.tenant.LiveCalls;
import java.util.function.ToDoubleFunction;

/** The figures that no part of the engine keeps by itself. Asked when somebody reads them. */
final class NodeMeters {
  private NodeMeters() {}

  /** Registers what is in use of calls and media. */
  static void bind(MeterRegistry meters, LiveCalls calls, MediaService media) {
    Gauge.builder("tandem.calls", calls, LiveCalls::count)
        .description("Calls that live on this node")
        .register(meters);
    mediaGauge(meters, media, "tandem.media.sessions", MediaUsage::sessions);
    mediaGauge(meters, media, "tandem.media.ports.capacity", MediaUsage::capacity);
    mediaGauge(meters, media, "tandem.media.ports.bound", MediaUsage::bound);
    mediaGauge(meters, media, "tandem.media.ports.used", MediaUsage::inUse);
    mediaGauge(meters, media, "tandem.media.ports.quarantined", MediaUsage::quarantined);
    FunctionCounter.builder("tandem.media.packets.stray", media, m -> m.usage().strayPackets())
        .description("Packets that belong to no call, were no RTP or could not be sent")
        .register(meters);
    FunctionCounter.builder("tandem.media.packets.refused", media, m -> m.usage().refusedPackets())
        .description("Packets to or from addresses where RTP may not go")
        .register(meters);
  }

  /** {@code sink}, counting the ended calls by result and end reason. */
  static CdrSink counting(MeterRegistry meters, CdrSink sink) {
    return new CdrSink() {
      @Override
      public void append(CallRecord record) {
        count(meters, record);
        sink.append(record);
      }

      @Override
      public void answered(CallRecord lost) {
        sink.answered(lost);
      }
    };
  }

  private static void count(MeterRegistry meters, CallRecord record) {
    meters
        .counter(
            "tandem.calls.ended",
            "result",
            record.result().name(),
            "reason",
            record.endReason().name())
        .increment();
  }

  private static void mediaGauge(
      MeterRegistry meters, MediaService media, String name, ToDoubleFunction<MediaUsage> figure) {
    Gauge.builder(name, media, m -> figure.applyAsDouble(m.usage()))
        .description("Port pairs and sessions of anchored media")
        .register(meters);
  }
}
