package io.tandem.node.system;

import static io.tandem.node.system.Talk.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

/** What is refused leaves a line that fail2ban reads, and an entry of the audit. */
@ExtendWith(NodeAtRest.class)
@RequiresProgram(value = "fail2ban-regex", debian = "fail2ban")
@ResourceLock(Lane.SHARED_NODE)
class FailureTraceIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Path DOCUMENT = Path.of("../docs/operations.md");
  private static final Pattern FILTER =
      Pattern.compile("```ini\n(\\[Definition\\]\nfailregex.*?)```", Pattern.DOTALL);
  private static final Pattern LAYOUT = Pattern.compile("<pattern>(.*?)</pattern>");

  @TempDir Path folder;

  private final TestNode node = TestNode.shared();
  private final Lines lines = new Lines();
  private final Logger logger = (Logger) LoggerFactory.getLogger("tandem.sip.failures");
  private TestTenant tenant;

  /** What the node writes, as its own logback.xml lays it out. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final PatternLayout layout = new PatternLayout();
    private final List<String> written = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      written.add(layout.doLayout(event).strip());
    }
  }

  @BeforeEach
  void listen() throws IOException {
    tenant = TestTenant.create(node);
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    try (var config = getClass().getResourceAsStream("/logback.xml")) {
      var pattern = LAYOUT.matcher(new String(config.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(pattern.find()).isTrue();
      lines.layout.setPattern(pattern.group(1));
    }
    lines.layout.setContext(context);
    lines.layout.start();
    lines.setContext(context);
    lines.start();
    logger.setAdditive(false);
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(Level.OFF);
    logger.setAdditive(true);
    tenant.close();
  }

  @Test
  void aWrongPasswordIsBlockedByFail2banAndListedByTheApi() throws Exception {
    Phone guesser = tenant.phone("1001", settings -> settings.password("wrong"));
    for (int i = 0; i < 3; i++) {
      expect(401, guesser.register(Duration.ofMinutes(5)));
    }
    var own = await().atMost(SOON).until(this::ownLines, found -> !found.isEmpty());
    assertThat(own)
        .allSatisfy(line -> assertThat(line).contains(" cause=password ", " extension=1001 "));

    var log = new ArrayList<String>();
    own.forEach(line -> log.add(line.replace("source=127.0.0.1", "source=198.51.100.7")));
    own.forEach(
        line ->
            log.add(
                "Dec 01 06:26:28 fra1 java[7]: "
                    + line.replace("127.0.0.1", "2001:db8:0:0:0:0:0:7")));
    own.forEach(
        line ->
            log.add(
                line.replace("127.0.0.1", "203.0.113.1").replace("verified=yes", "verified=no")));
    own.forEach(
        line ->
            log.add(
                line.replace("127.0.0.1", "203.0.113.2").replace("=password", "=call-refused")));
    own.forEach(line -> log.add(line.replaceFirst(" WARN .*? SIP", " WARN " + line + " SIP")));
    assertThat(blocked(log).stream().distinct())
        .containsExactlyInAnyOrder("198.51.100.7", "2001:db8::7");

    JsonNode entry =
        await()
            .atMost(SOON)
            .until(() -> tenant.get("/audit?kind=FAILURE").path("items"), items -> !items.isEmpty())
            .path(0);
    assertThat(entry.path("action").asText()).isEqualTo("sip.password");
    assertThat(entry.path("object").asText()).isEqualTo("extension/1001");
    assertThat(entry.path("origin").asText()).isEqualTo("127.0.0.1");
    assertThat(entry.path("after").path("verified").asBoolean()).isTrue();
    assertThat(tenant.get("/audit?kind=CHANGE").path("items").findValuesAsText("action"))
        .containsExactly("extension.create", "tenant.create");
  }

  private List<String> ownLines() {
    return lines.written.stream().filter(line -> line.contains("tenant=" + tenant.id())).toList();
  }

  /** The addresses that the documented filter finds. */
  private List<String> blocked(List<String> log) throws IOException, InterruptedException {
    var filter = FILTER.matcher(Files.readString(DOCUMENT));
    assertThat(filter.find()).as("the filter in " + DOCUMENT).isTrue();
    Path config = Files.writeString(folder.resolve("tandem.conf"), filter.group(1));
    Path file = Files.write(folder.resolve("tandem.log"), log);
    Path found = folder.resolve("found");
    var process =
        new ProcessBuilder("fail2ban-regex", "-o", "ip", file.toString(), config.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(found.toFile())
            .start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(found).stream().filter(line -> !line.isBlank()).toList();
  }
}
