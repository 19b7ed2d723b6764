package io.meridian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FleetTest {
  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Fleet fleet = Fleet.demo();
  private final SampleBuffer samples = new SampleBuffer();

  @Test
  void hasThreeClustersOfTwoReplicasThatScrapeTheSameTargets() {
    Map<String, Set<String>> replicas = new TreeMap<>();
    fleet
        .agents()
        .forEach(agent ->
            replicas.computeIfAbsent(agent.cluster(), _ -> new HashSet<>()).add(agent.replica()));

    assertThat(replicas).containsOnlyKeys("central", "osaka-edge", "seoul-edge");
    assertThat(replicas.values()).allMatch(Set.of("a", "b")::equals);
    assertThat(fleet.agents().get(0).targets()).isEqualTo(fleet.agents().get(1).targets());
  }

  @Test
  void givesEachSeriesItsOwnLabels() {
    Set<Labels> all = new HashSet<>();
    for (Agent agent : fleet.agents()) {
      for (Target target : agent.targets()) {
        target.exposed().forEach(each -> all.add(agent.labels(each)));
      }
    }

    assertThat(all).hasSize(fleet.series()).hasSizeGreaterThan(2000);
  }

  @Test
  void neverLetsACounterFallWhileItsProcessLives() {
    int counters = 0;
    for (Target target : fleet.agents().getFirst().targets()) {
      for (Instrument each : target.instruments()) {
        if (each.signal() instanceof Signal.Counter(_, _, Lifetimes lifetimes)) {
          long begin = lifetimes.begin(NOON);
          double before = 0;
          for (long time = begin;
              lifetimes.begin(time) == begin && time < begin + DAY;
              time += 60_000) {
            double now = each.at(time);
            assertThat(now).as("%s at %d", each.labels(), time).isGreaterThanOrEqualTo(before);
            before = now;
          }
          assertThat(before).as("%s grows", each.labels()).isNotNegative();
          counters++;
        }
      }
    }
    assertThat(counters).isGreaterThan(100);
  }

  @Test
  void countsInEachBucketWhatIsInTheOneBelow() {
    Map<Labels, TreeMap<Double, Double>> histograms = new HashMap<>();
    for (Target target : fleet.agents().getFirst().targets()) {
      for (Instrument each : target.instruments()) {
        each.labels()
            .get("le")
            .ifPresent(le -> {
              Map<String, String> group = new TreeMap<>(each.labels().toMap());
              group.remove("le");
              double bound = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
              histograms
                  .computeIfAbsent(Labels.of(group), _ -> new TreeMap<>())
                  .put(bound, each.at(NOON));
            });
      }
    }

    assertThat(histograms).hasSizeGreaterThan(10);
    assertThat(histograms.values())
        .allSatisfy(buckets -> assertThat(List.copyOf(buckets.values())).isSorted());
  }

  @Test
  void scrapesAtTheSameTimesHoweverTheRangeIsCut() throws InterruptedException {
    Agent agent = fleet.agents().get(1);
    Map<Labels, Map<Long, Double>> whole = new HashMap<>();
    collect(agent, new TimeRange(NOON, NOON + DAY / 8), whole);
    Map<Labels, Map<Long, Double>> parts = new HashMap<>();
    for (long from = NOON; from <= NOON + DAY / 8; from += 1_234_567) {
      collect(agent, new TimeRange(from, Math.min(NOON + DAY / 8, from + 1_234_566)), parts);
    }

    assertThat(parts).isEqualTo(whole).isNotEmpty();
  }

  private void collect(Agent agent, TimeRange range, Map<Labels, Map<Long, Double>> into)
      throws InterruptedException {
    agent.scrape(
        range,
        samples,
        (labels, scraped) -> {
          Map<Long, Double> series = into.computeIfAbsent(labels, _ -> new TreeMap<>());
          for (int i = 0; i < scraped.size(); i++) {
            Double before = series.put(scraped.time(i), scraped.value(i));
            assertThat(before).isNull();
          }
        });
  }

  @Test
  void marksSeriesAsStaleOnceWhenTheirTargetIsAway() {
    Agent agent = fleet.agents().getFirst();
    Target billing =
        agent.targets().stream()
            .filter(target -> target.absences().length() > 0)
            .findFirst()
            .orElseThrow();
    long begin = billing.absences().offset();
    Agent steady =
        new Agent("c", "a", Fleet.INTERVAL, Absences.NONE, Absences.NONE, List.of(billing));
    TimeRange around = new TimeRange(begin - 60_000, begin + billing.absences().length() + 60_000);

    steady.samples(billing, billing.instruments().getFirst(), around, samples);
    int stale = 0;
    for (int i = 0; i < samples.size(); i++) {
      stale += StaleMarker.isStale(samples.value(i)) ? 1 : 0;
    }
    assertThat(stale).isEqualTo(1);
    steady.samples(billing, billing.exposed().getLast(), around, samples);
    assertThat(samples.values()).startsWith(1, 1, 1, 1, 0).hasSizeGreaterThan(samples.size() - 1);
    assertThat(samples.value(samples.size() - 1)).isEqualTo(1);
  }

  @Test
  void neverHasBothReplicasOfAClusterOutAtOnce() {
    for (int i = 0; i < fleet.agents().size(); i += 2) {
      Absences first = fleet.agents().get(i).outages();
      Absences second = fleet.agents().get(i + 1).outages();
      for (long time = NOON; time < NOON + 2 * DAY; time += 10_000) {
        assertThat(first.contains(time) && second.contains(time)).isFalse();
      }
    }
  }

  @Test
  void leavesAGapWhereAnAgentIsOutAndTheOtherFillsIt() {
    Agent first = fleet.agents().get(0);
    Agent second = fleet.agents().get(1);
    long out = first.outages().offset() + first.outages().every() * 100_000;
    TimeRange outage = new TimeRange(out, out + first.outages().length() - 1);
    Target target = first.targets().getFirst();
    Instrument instrument = target.instruments().getFirst();

    first.samples(target, instrument, outage, samples);
    assertThat(samples.size()).isZero();
    second.samples(target, instrument, outage, samples);
    assertThat(samples.size()).isPositive();
  }
}
