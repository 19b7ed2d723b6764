package io.meridian.bench;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.index.ChunkPlaces;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.IndexWriter;
import io.meridian.tsdb.index.LabelList;
import io.meridian.tsdb.index.LabelSelection;
import io.meridian.tsdb.index.Postings;
import io.meridian.tsdb.index.SelectionPlan;
import io.meridian.tsdb.index.SelectionRequest;
import io.meridian.tsdb.index.SeriesIndex;
import io.meridian.tsdb.index.SeriesSelection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Selects series of data set D by matchers of many kinds and says what each selection cost: {@code
 * selection [series]}. The first run stands apart, the others are the least of many.
 */
final class SelectionRun {
  private static final int RUNS = 20;
  private static final double LEAST_MILLIS = 1000;

  private static final List<List<Matcher>> SELECTIONS =
      List.of(
          List.of(
              Matcher.equal("__name__", "bench_metric_000"),
              not("namespace", "team-0.*"),
              regex("pod", ".*service-1.*")),
          List.of(
              regex("__name__", "bench_metric_0.."),
              not("namespace", "team-0.*"),
              regex("pod", ".*service-1.*")),
          List.of(
              Matcher.equal("namespace", "team-11"),
              not("job", ".*-1.*"),
              regex("pod", ".*service-1.*")),
          List.of(
              Matcher.equal("cluster", "production-europe-west-1"),
              not("namespace", "team-0.*"),
              regex("pod", ".*service-11-.*")),
          List.of(
              Matcher.equal("cluster", "production-europe-west-1"),
              not("namespace", "team-0.*"),
              regex("pod", ".*-1f.*")),
          List.of(
              Matcher.equal("cluster", "production-europe-west-1"),
              not("namespace", "team-0.*"),
              regex("pod", ".*service-1.*")),
          List.of(
              Matcher.equal("cluster", "production-europe-west-1"),
              not("namespace", "team-0.*"),
              regex("pod", ".*service-.*")),
          List.of(
              Matcher.equal("cluster", "production-europe-west-1"),
              not("namespace", "team-0.*"),
              regex("pod", ".*[0-7]-abcde")),
          List.of(
              Matcher.equal("__name__", "bench_latency_seconds_bucket"),
              not("namespace", "team-0.*"),
              regex("pod", ".*service-1.*")),
          List.of(regex("__name__", "bench_metric_0.*"), not("namespace", "team-0.*")),
          List.of(regex("pod", "service-1.*")),
          List.of(regex("pod", ".*-1f[0-9].*")),
          List.of(regex("pod", ".+")),
          List.of(not("namespace", "team-0.*")),
          List.of(Matcher.equal("__name__", "wide_a"), Matcher.of(MatchType.NOT_EQUAL, "le", "1")),
          List.of(regex("service", ""), Matcher.equal("le", "0.1"), not("node", "node-1.*")));

  private SelectionRun() {}

  private static Matcher regex(String name, String regex) {
    return Matcher.of(MatchType.REGEX, name, regex);
  }

  private static Matcher not(String name, String regex) {
    return Matcher.of(MatchType.NOT_REGEX, name, regex);
  }

  static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Path folder = Files.createTempDirectory("selection");
    Path file = folder.resolve("index");
    try {
      write(new DataSetD(series, 1), file);
      System.out.printf("index of %,d series, %,d bytes%n", series, Files.size(file));
      try (IndexReader reader = IndexReader.open(MappedFile.open(file))) {
        long begin = cpu();
        SeriesIndex index = SeriesIndex.of(reader);
        index.symbol(new byte[0]);
        int names = index.labelNameCount();
        System.out.printf("%d names, opened in %.1f CPU ms%n", names, (cpu() - begin) / 1e6);
        SELECTIONS.forEach(matchers -> measure(index, matchers));
        measureLabels(index);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void measure(SeriesIndex index, List<Matcher> matchers) {
    double first = once(index, matchers);
    double best = Double.MAX_VALUE;
    double spent = first;
    for (int i = 0; i < RUNS || spent < LEAST_MILLIS; i++) {
      double cost = once(index, matchers);
      spent += cost;
      best = Math.min(best, cost);
    }
    SeriesSelection selection = SeriesSelection.of(index, SelectionRequest.of(matchers));
    long found = count(selection.postings());
    SelectionPlan plan = selection.plan();
    System.out.printf(
        "%8.2f CPU ms (first %.1f, estimated %.1f, reckoned %.1f), %,d series, %,d tested: %s%n",
        best, first, plan.estimatedCost() / 1e6, plan.cost() / 1e6, found, plan.tested(), matchers);
    for (SelectionPlan.Step step : plan.steps()) {
      System.out.printf(
          "             %-15s %,9d values %,9d lists %,9d references  %s%n",
          step.method(), step.values(), step.lists(), step.references(), step.matchers());
    }
  }

  private static void measureLabels(SeriesIndex index) {
    List<List<Matcher>> some =
        List.of(
            List.of(),
            List.of(regex("pod", "service-1.*")),
            List.of(Matcher.equal("__name__", "bench_metric_000")),
            List.of(Matcher.equal("__name__", "wide_a")),
            List.of(not("namespace", "team-0.*")));
    byte[] pod = "pod".getBytes(StandardCharsets.UTF_8);
    for (List<Matcher> matchers : some) {
      SelectionRequest request = SelectionRequest.of(matchers);
      print("values of pod", matchers, () -> LabelSelection.values(index, pod, request));
      SelectionRequest ten = request.withLimit(10);
      print("values of pod (limit 10)", matchers, () -> LabelSelection.values(index, pod, ten));
      print("names", matchers, () -> LabelSelection.names(index, request));
    }
  }

  private static void print(String what, List<Matcher> matchers, Supplier<LabelList> question) {
    double best = Double.MAX_VALUE;
    double spent = 0;
    int found = 0;
    while (spent < LEAST_MILLIS) {
      long begin = cpu();
      found = question.get().texts().size();
      double cost = (cpu() - begin) / 1e6;
      spent += cost;
      best = Math.min(best, cost);
    }
    System.out.printf("%8.2f CPU ms, %,d %s of %s%n", best, found, what, matchers);
  }

  private static double once(SeriesIndex index, List<Matcher> matchers) {
    long begin = cpu();
    count(SeriesSelection.of(index, SelectionRequest.of(matchers)).postings());
    return (cpu() - begin) / 1e6;
  }

  private static long count(Postings postings) {
    int[] block = new int[1024];
    long count = 0;
    int taken;
    do {
      taken = postings.next(block, 0, block.length, Postings.END);
      count += taken;
    } while (taken > 0);
    return count;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void write(DataSetD data, Path file) throws IOException {
    Labels[] labels =
        IntStream.range(0, data.series()).mapToObj(data::labels).toArray(Labels[]::new);
    TreeSet<byte[]> symbols = new TreeSet<>(Arrays::compareUnsigned);
    for (Labels set : labels) {
      for (LabelCursor label = set.cursor(); label.next(); ) {
        symbols.add(Arrays.copyOfRange(label.bytes(), label.nameFrom(), label.nameTo()));
        symbols.add(Arrays.copyOfRange(label.bytes(), label.valueFrom(), label.valueTo()));
      }
    }
    try (IndexWriter writer = new IndexWriter(Disk.local(), file)) {
      for (byte[] symbol : symbols) {
        writer.addSymbol(symbol, 0, symbol.length);
      }
      ChunkPlaces chunks = new ChunkPlaces();
      chunks.add(0, 3_600_000, 8);
      for (int series : data.inLabelOrder(labels)) {
        byte[] packed = labels[series].packed();
        writer.addSeries(packed, 0, packed.length, chunks);
      }
      writer.finish();
    }
  }
}
