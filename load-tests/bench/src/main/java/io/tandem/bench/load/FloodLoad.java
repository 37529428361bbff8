package io.tandem.bench.load;

import io.tandem.bench.process.Pause;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Calls and registrations, and beside them {@link Strangers}, of whom the phones must not feel
 * anything.
 */
public final class FloodLoad implements AutoCloseable {
  private final CallLoad calls;
  private final RegistrationLoad registrations;
  private final Strangers strangers;

  private FloodLoad(CallLoad calls, RegistrationLoad registrations, Strangers strangers) {
    this.calls = calls;
    this.registrations = registrations;
    this.strangers = strangers;
  }

  /**
   * What the phones got, and what the strangers.
   *
   * @param calls the calls
   * @param registrations the registrations
   * @param strangers what went to the node and came back to nobody
   */
  public record Result(Measurement calls, Measurement registrations, Strangers.Sum strangers) {
    private static final double MOST_GAIN = 2;

    /** Whether no phone failed, and whoever forges a source gains less than twice his bytes. */
    public boolean holds() {
      return calls.failed() == 0
          && calls.answered() > 0
          && registrations.failed() == 0
          && registrations.answered() > 0
          && strangers.answers() > 0
          && strangers.gain() <= MOST_GAIN;
    }

    /** A table for the reader. */
    public String table() {
      return String.format(
          Locale.ROOT,
          """
          calls
          %s\
          registrations
          %s\
          strangers
            sent         %d INVITEs, %d bytes
            came back    %d answers, %d bytes: %.2f for each byte sent (at most 2)
          """,
          calls.table(),
          registrations.table(),
          strangers.sent(),
          strangers.bytesSent(),
          strangers.answers(),
          strangers.bytesBack(),
          strangers.gain());
    }
  }

  /** Makes a tenant with phones that call, another whose phones register, and the strangers. */
  public static FloodLoad prepare(Target target, int pairs, int aors, Ports ports) {
    var calls =
        CallLoad.prepare(target, new CallLoad.Size(1, pairs), CallLoad.RtpPorts.SILENT, ports);
    RegistrationLoad registrations = null;
    try {
      registrations = RegistrationLoad.prepare(target, aors, ports);
      return new FloodLoad(calls, registrations, Strangers.open(target, calls.domain()));
    } catch (RuntimeException e) {
      calls.close();
      if (registrations != null) {
        registrations.close();
      }
      throw e;
    }
  }

  /**
   * Puts it all on.
   *
   * @param pace of the calls, and of the registrations
   * @param rate how many INVITEs of strangers a second, during the pace's window and a little more
   */
  public Result run(Pace pace, double rate) {
    Duration flood = pace.window().plusSeconds(2);
    var called = CompletableFuture.supplyAsync(() -> calls.run(pace));
    var registered = CompletableFuture.supplyAsync(() -> registrations.run(pace));
    Pause.sleep(pace.warmUp());
    var sum = strangers.send(rate, flood);
    return new Result(called.join(), registered.join(), sum);
  }

  @Override
  public void close() {
    strangers.close();
    calls.close();
    registrations.close();
  }
}
