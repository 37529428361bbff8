package io.tandem.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RareLogTest {
  @Test
  void oneStackTraceAMinuteSaysHowManyItStandsFor() {
    var logger = (Logger) LoggerFactory.getLogger("test.rare");
    var written = new ListAppender<ILoggingEvent>();
    written.start();
    logger.addAppender(written);
    logger.setAdditive(false);
    var now = new AtomicLong();
    var rare = new RareLog(logger, now::get);

    for (int i = 0; i < 1_000; i++) {
      rare.error("broken", new IllegalStateException("number " + i));
    }
    now.addAndGet(TimeUnit.MINUTES.toNanos(1));
    rare.error("broken", new IllegalStateException("again"));

    assertThat(written.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "broken (0 more since the last such line)",
            "broken (999 more since the last such line)");
    assertThat(written.list.get(1).getThrowableProxy().getMessage()).isEqualTo("again");
  }
}
