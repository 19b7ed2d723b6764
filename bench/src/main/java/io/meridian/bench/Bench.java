package io.meridian.bench;

import java.util.Arrays;

/** Runs a whole run by its name, and everything else as a pattern of JMH benchmarks. */
final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (name) {
      case "block-write" -> BlockWriteRun.main(rest);
      case "churn" -> ChurnRun.main(rest);
      case "discovery" -> DiscoveryRun.main(rest);
      case "fleet" -> FleetRun.main(rest);
      case "float-chunks" -> FloatChunkRun.main(rest);
      case "gateway" -> GatewayRun.main(rest);
      case "head" -> HeadRun.main(rest);
      case "lazy-select" -> LazySelectRun.main(rest);
      case "log" -> LogRun.main(rest);
      case "queries" -> QueriesRun.main(rest);
      case "query" -> PromqlRun.main(rest);
      case "query-scaling" -> ScalingRun.main(rest);
      case "selection" -> SelectionRun.main(rest);
      case "store" -> StoreRun.main(rest);
      case "wide-fleet" -> WideFleetRun.main(rest);
      case "write" -> WriteRun.main(rest);
      default -> org.openjdk.jmh.Main.main(args);
    }
  }
}
