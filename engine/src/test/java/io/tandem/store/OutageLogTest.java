package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageLogTest {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(OutageLogTest.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private long now = Long.MAX_VALUE - 5;
  private final OutageLog log = new OutageLog(LOGGER, () -> now);

  @BeforeEach
  void listen() {
    LOGGER.setLevel(ch.qos.logback.classic.Level.INFO);
    LOGGER.setAdditive(false);
    lines.start();
    LOGGER.addAppender(lines);
  }

  @AfterEach
  void listenNoMore() {
    LOGGER.detachAppender(lines);
  }

  @Test
  void anOutageOfFiveMinutesIsFiveLinesAndOneThatItIsOver() {
    for (int i = 0; i < 3_000; i++) {
      fail();
      pass(Duration.ofMillis(100));
    }
    log.succeeded();
    log.succeeded();
    assertThat(said()).hasSize(6);
    assertThat(said().get(0)).contains("1 requests failed").contains("no node");
    assertThat(said().get(1)).contains("600 requests failed");
    assertThat(said().get(5)).contains("does what is asked again");
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  void aDatabaseThatComesAndGoesHasTwoLinesAMinute() {
    for (int i = 0; i < 600; i++) {
      fail();
      log.succeeded();
      pass(Duration.ofMillis(100));
    }
    assertThat(said()).hasSize(2);
  }

  @Test
  void whileAllIsWellItSaysNothing() {
    log.succeeded();
    assertThat(said()).isEmpty();
  }

  private void fail() {
    log.failed(StoreException.away(new IllegalStateException("no node")));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
