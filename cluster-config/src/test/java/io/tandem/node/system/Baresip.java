package io.tandem.node.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The softphone baresip in a process of its own: registers, answers every call at once, sends a
 * sine tone.
 */
final class Baresip implements AutoCloseable {
  private static final String MODULES = "/usr/lib/baresip/modules";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Process process;
  private final Path log;

  private Baresip(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Who it is. */
  record Identity(String user, String domain, String password) {}

  /**
   * Starts it.
   *
   * @param folder an empty folder for its configuration and log
   * @param proxy where it registers, over UDP
   * @param tone what it plays, in Hz
   */
  static Baresip start(Path folder, InetSocketAddress proxy, Identity identity, int tone)
      throws IOException {
    Files.writeString(
        folder.resolve("config"),
        """
        sip_listen 127.0.0.1:0
        net_interface 127.0.0.1
        module_path %s
        module g711.so
        module account.so
        module ausine.so
        module aufile.so
        module_app menu.so
        audio_source ausine,%d
        ausrc_srate 48000
        ausrc_channels 2
        audio_player aufile,%s
        audio_alert aufile,%s
        rtp_ports 40000-49999
        """
            .formatted(MODULES, tone, folder.resolve("heard.wav"), folder.resolve("alert.wav")));
    Files.writeString(
        folder.resolve("accounts"),
        "<sip:%s@%s>;auth_user=%s;auth_pass=%s;outbound=\"sip:%s:%d\";regint=60;answermode=auto;audio_codecs=pcmu\n"
            .formatted(
                identity.user(),
                identity.domain(),
                identity.user(),
                identity.password(),
                proxy.getAddress().getHostAddress(),
                proxy.getPort()));
    Path log = folder.resolve("baresip.log");
    var process =
        new ProcessBuilder("baresip", "-4", "-f", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Baresip(process, log);
  }

  /** What it has written. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    if (process.onExit().completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS).join()
        == null) {
      process.destroyForcibly();
    }
  }
}
