package io.tandem.bench.figures;

import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.load.CallLoad;
import io.tandem.bench.load.Pace;
import io.tandem.bench.load.RegistrationLoad;
import io.tandem.bench.process.Memory;
import io.tandem.bench.process.Pause;
import io.tandem.bench.sipp.SippRun;
import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a standing call and a registration hold: the node's memory with many of them less that
 * without, both after two full collections and after the transactions of the past are forgotten.
 */
final class MemoryFigure implements Figure {
  private static final CallLoad.Size COMPANIES = new CallLoad.Size(10, 50);
  private static final double CALL_RATE = 50;
  private static final int WARM_AORS = 1000;
  private static final Duration SETTING_UP = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "the memory of a standing call and of a registration";
  }

  @Override
  public List<Row> measure(BenchSettings settings, Consumer<String> progress) {
    var rows = new ArrayList<Row>();
    try (var node = BenchNode.start(settings, "memory-calls", BenchNode.TIGHT_HEAP)) {
      rows.addAll(calls(node, settings.sizes(), progress));
    }
    try (var node = BenchNode.start(settings, "memory-registrations", BenchNode.TIGHT_HEAP)) {
      rows.addAll(registrations(node, settings.sizes(), progress));
    }
    return rows;
  }

  private static List<Row> calls(BenchNode node, Sizes sizes, Consumer<String> progress) {
    int calls = sizes.calls();
    var settingUp = Duration.ofSeconds(Math.round(calls / CALL_RATE)).plus(SETTING_UP);
    Duration hold = settingUp.plus(sizes.linger().multipliedBy(2)).plusMinutes(1);
    try (var load =
        CallLoad.prepare(node.target(), COMPANIES, CallLoad.RtpPorts.SILENT, node.ports())) {
      load.run(new Pace(CALL_RATE, Duration.ZERO, sizes.warmUp()));
      Pause.sleep(sizes.linger());
      Memory without = node.memory();
      progress.accept("without calls " + without);
      try (SippRun callers = load.hold(calls, CALL_RATE, hold)) {
        Pause.sleep(settingUp.plus(sizes.linger()));
        Memory with = node.memory();
        progress.accept("with %d calls %s".formatted(calls, with));
        int standing = callers.logged().size();
        if (standing < calls) {
          throw new HarnessException("%d of %d calls stand".formatted(standing, calls));
        }
        return rows("call", with.minus(without), calls);
      }
    }
  }

  private static List<Row> registrations(BenchNode node, Sizes sizes, Consumer<String> progress) {
    try (var warm = RegistrationLoad.prepare(node.target(), WARM_AORS, node.ports())) {
      warm.run(new Pace(WARM_AORS / 2.0, Duration.ZERO, sizes.warmUp()));
    }
    try (var load = RegistrationLoad.create(node.target(), sizes.aors(), node.ports())) {
      load.registerOneOfEach();
      Pause.sleep(sizes.linger());
      Memory without = node.memory();
      progress.accept("without registrations " + without);
      load.registerAll();
      Pause.sleep(sizes.linger());
      Memory with = node.memory();
      progress.accept("with %d registrations %s".formatted(load.aors(), with));
      return rows("registration", with.minus(without), load.aors());
    }
  }

  private static List<Row> rows(String unit, Memory memory, int count) {
    return List.of(
        Row.of("resident memory of a " + unit, "kB", (double) memory.residentKb() / count, 1),
        Row.of("heap of a " + unit, "kB", (double) memory.heapKb() / count, 1));
  }
}
