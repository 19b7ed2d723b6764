package io.meridian.storeapi.gather;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.meridian.api.thanos.ActiveTarget;
import io.meridian.api.thanos.Alert;
import io.meridian.api.thanos.AlertInstance;
import io.meridian.api.thanos.AlertState;
import io.meridian.api.thanos.DroppedTarget;
import io.meridian.api.thanos.Exemplar;
import io.meridian.api.thanos.ExemplarData;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.ExemplarsResponse;
import io.meridian.api.thanos.HeadStatistics;
import io.meridian.api.thanos.Meta;
import io.meridian.api.thanos.MetricMetadata;
import io.meridian.api.thanos.MetricMetadataEntry;
import io.meridian.api.thanos.MetricMetadataResponse;
import io.meridian.api.thanos.RecordingRule;
import io.meridian.api.thanos.Rule;
import io.meridian.api.thanos.RuleGroup;
import io.meridian.api.thanos.RulesRequest;
import io.meridian.api.thanos.RulesResponse;
import io.meridian.api.thanos.Statistic;
import io.meridian.api.thanos.TSDBStatistics;
import io.meridian.api.thanos.TSDBStatisticsEntry;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.api.thanos.TSDBStatisticsResponse;
import io.meridian.api.thanos.TargetDiscovery;
import io.meridian.api.thanos.TargetsRequest;
import io.meridian.api.thanos.TargetsResponse;
import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.Matcher;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.model.SourceWarning;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo.Api;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.StoreTotals;
import io.meridian.storeapi.wire.LabelSets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What servers tell beside series becomes one answer. */
class FleetFactsTest {
  private static final TimeRange RANGE = new TimeRange(0, 1000);

  private final FactServer a = new FactServer(Labels.of("cluster", "x", "replica", "a"));
  private final FactServer b = new FactServer(Labels.of("cluster", "x", "replica", "b"));
  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofSeconds(60), 1 << 20, Long.MAX_VALUE);

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private static FleetQuery query() {
    return FleetQuery.withReplicaLabels(List.of("replica"));
  }

  private static FleetFacts facts(FleetQuery query, Endpoint... servers) {
    return new FleetFacts(() -> List.of(servers), query, new StoreTotals());
  }

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  private static Rule alert(String replica, AlertState state, long evaluated) {
    Labels labels = Labels.of("severity", "page", "replica", replica);
    return Rule.newBuilder()
        .setAlert(
            Alert.newBuilder()
                .setName("Down")
                .setQuery("up == 0")
                .setState(state)
                .setLabels(LabelSets.write(labels))
                .setLastEvaluation(at(evaluated))
                .addAlerts(AlertInstance.newBuilder().setLabels(LabelSets.write(labels))))
        .build();
  }

  private static Rule recording(String name, Labels labels, long evaluated) {
    return Rule.newBuilder()
        .setRecording(
            RecordingRule.newBuilder()
                .setName(name)
                .setQuery("sum(up)")
                .setLabels(LabelSets.write(labels))
                .setLastEvaluation(at(evaluated)))
        .build();
  }

  private static RulesResponse group(String file, String name, Rule... rules) {
    return RulesResponse.newBuilder()
        .setGroup(RuleGroup.newBuilder().setFile(file).setName(name).addAllRules(List.of(rules)))
        .build();
  }

  private void fillRules() {
    Labels plain = Labels.of("replica", "a");
    a.rules().add(group("f2", "g", recording("z", plain, 5)));
    a.rules()
        .add(
            group(
                "f1",
                "g",
                recording("job:up", plain, 5),
                alert("a", AlertState.INACTIVE, 9),
                recording("other", Labels.of("team", "{{ $labels.team }}"), 1)));
    b.rules()
        .add(
            group(
                "f1",
                "g",
                recording("job:up", Labels.of("replica", "b"), 7),
                alert("b", AlertState.FIRING, 3)));
  }

  @Test
  void rulesOfReplicasAreOneInTheGravestState() {
    fillRules();

    Gathered<List<RuleGroup>> rules =
        facts(query(), a.announcing(Api.RULES), b.announcing(Api.RULES))
            .rules(RuleQuestion.ALL, context);

    assertThat(rules.outcome().complete()).isTrue();
    assertThat(rules.value()).extracting(RuleGroup::getFile).containsExactly("f1", "f2");
    List<Rule> merged = rules.value().getFirst().getRulesList();
    assertThat(merged).hasSize(3);
    Alert alert = merged.getFirst().getAlert();
    assertThat(alert.getState()).isEqualTo(AlertState.FIRING);
    assertThat(LabelSets.read(alert.getLabels())).isEqualTo(Labels.of("severity", "page"));
    assertThat(LabelSets.read(alert.getAlerts(0).getLabels()))
        .isEqualTo(Labels.of("severity", "page"));
    assertThat(merged.get(1).getRecording().getName()).isEqualTo("job:up");
    assertThat(merged.get(1).getRecording().getLastEvaluation()).isEqualTo(at(7));

    List<RuleGroup> apart =
        facts(query().withoutDedup(), a.announcing(Api.RULES), b.announcing(Api.RULES))
            .rules(RuleQuestion.ALL, context)
            .value();
    assertThat(apart.getFirst().getRulesCount()).isEqualTo(5);
  }

  @Test
  void rulesAreChosenByLabelsNamesGroupsAndFiles() {
    fillRules();
    FleetFacts facts = facts(query(), a.announcing(Api.RULES), b.announcing(Api.RULES));
    List<List<Matcher>> either =
        List.of(
            List.of(Matcher.equal("severity", "page")), List.of(Matcher.equal("severity", "no")));

    assertThat(names(facts, question(either, List.of(), Set.of(), Set.of())))
        .containsExactly("Down");
    assertThat(names(facts, question(List.of(), List.of(), Set.of("z"), Set.of())))
        .containsExactly("z");
    assertThat(names(facts, question(List.of(), List.of(), Set.of(), Set.of("f2"))))
        .containsExactly("z");
    // A template may become anything, so no label is taken for it.
    List<Matcher> template = List.of(Matcher.equal("team", "{{ $labels.team }}"));
    assertThat(names(facts, question(List.of(), template, Set.of(), Set.of()))).isEmpty();

    List<RuleGroup> alerts = facts.rules(RuleQuestion.of(RulesRequest.Type.ALERT), context).value();
    assertThat(alerts).extracting(RuleGroup::getRulesCount).containsExactly(1, 0);
  }

  private static RuleQuestion question(
      List<List<Matcher>> selectors, List<Matcher> must, Set<String> names, Set<String> files) {
    return new RuleQuestion(RulesRequest.Type.ALL, selectors, must, names, Set.of(), files);
  }

  private List<String> names(FleetFacts facts, RuleQuestion question) {
    return facts.rules(question, context).value().stream()
        .flatMap(group -> group.getRulesList().stream())
        .map(rule -> rule.hasAlert() ? rule.getAlert().getName() : rule.getRecording().getName())
        .toList();
  }

  private static ExemplarsResponse exemplars(Labels series, long... times) {
    ExemplarData.Builder data = ExemplarData.newBuilder().setSeriesLabels(LabelSets.write(series));
    for (long time : times) {
      data.addExemplars(Exemplar.newBuilder().setTs(time).setValue((double) time));
    }
    return ExemplarsResponse.newBuilder().setData(data).build();
  }

  @Test
  void exemplarsOfReplicasAreOneAndForeignOnesNone() {
    Labels series = Labels.of("__name__", "up", "cluster", "x");
    a.exemplars().add(exemplars(Labels.of("__name__", "up", "cluster", "x", "replica", "a"), 3, 1));
    b.exemplars().add(exemplars(Labels.of("__name__", "up", "cluster", "x", "replica", "b"), 1, 2));
    b.exemplars().add(exemplars(Labels.of("__name__", "up", "cluster", "z", "replica", "b"), 9));
    List<Matcher> here = List.of(Matcher.equal("__name__", "up"), Matcher.equal("cluster", "x"));
    List<Matcher> elsewhere = List.of(Matcher.equal("cluster", "y"));
    try (FactServer querier = new FactServer("query", Labels.of("cluster", "x"))) {
      List<ExemplarData> found =
          facts(
                  query(),
                  a.announcing(Api.EXEMPLARS),
                  b.announcing(Api.EXEMPLARS),
                  querier.announcing(Api.EXEMPLARS))
              .exemplars(List.of(here, elsewhere), RANGE, context)
              .value();

      assertThat(found).hasSize(1);
      assertThat(LabelSets.read(found.getFirst().getSeriesLabels())).isEqualTo(series);
      assertThat(found.getFirst().getExemplarsList())
          .extracting(Exemplar::getTs)
          .containsExactly(1L, 2L, 3L);
      assertThat(asked(a, ExemplarsRequest.class).getQuery()).isEqualTo("{__name__=\"up\"}");
      assertThat(asked(querier, ExemplarsRequest.class).getQuery())
          .isEqualTo("{__name__=\"up\", cluster=\"x\"}");
      a.requests().clear();
      facts(query(), a.announcing(Api.EXEMPLARS)).exemplars(List.of(elsewhere), RANGE, context);
      assertThat(a.requests()).isEmpty();
    }
  }

  private static <T> T asked(FactServer server, Class<T> type) {
    assertThat(server.requests()).hasSize(1);
    return type.cast(server.requests().getFirst());
  }

  private static MetricMetadataResponse metadata(String metric, String help) {
    return MetricMetadataResponse.newBuilder()
        .setMetadata(
            MetricMetadata.newBuilder()
                .putMetadata(
                    metric,
                    MetricMetadataEntry.newBuilder()
                        .addMetas(Meta.newBuilder().setType("gauge").setHelp(help))
                        .build()))
        .build();
  }

  @Test
  void whatServersSayOfAMetricStandsSideBySide() {
    a.metadata().addAll(List.of(metadata("up", "here"), metadata("zz", "z")));
    b.metadata().addAll(List.of(metadata("up", "there"), metadata("up", "here")));
    FleetFacts facts = facts(query(), a.announcing(Api.METADATA), b.announcing(Api.METADATA));

    assertThat(facts.metadata("", -1, context).value())
        .containsOnlyKeys("up", "zz")
        .satisfies(all ->
            assertThat(all.get("up"))
                .extracting(Meta::getHelp)
                .containsExactlyInAnyOrder("here", "there"));
    assertThat(facts.metadata("", 1, context).value()).containsOnlyKeys("up");
    assertThat(facts.metadata("", 0, context).value()).isEmpty();
  }

  private static TargetsResponse targets(String replica, ActiveTarget.Health health, long scraped) {
    Labels labels = Labels.of("job", "node", "replica", replica);
    return TargetsResponse.newBuilder()
        .setTargets(
            TargetDiscovery.newBuilder()
                .addActiveTargets(
                    ActiveTarget.newBuilder()
                        .setScrapeUrl("http://node/metrics")
                        .setLabels(LabelSets.write(labels))
                        .setHealth(health)
                        .setLastScrape(at(scraped)))
                .addDroppedTargets(
                    DroppedTarget.newBuilder().setDiscoveredLabels(LabelSets.write(labels))))
        .build();
  }

  @Test
  void ofATargetTheWorseOrTheYoungerStateStays() {
    a.targets().add(targets("a", ActiveTarget.Health.DOWN, 3));
    b.targets().add(targets("b", ActiveTarget.Health.UP, 9));
    b.targets().add(targets("c", ActiveTarget.Health.DOWN, 5));
    FleetFacts facts = facts(query(), a.announcing(Api.TARGETS), b.announcing(Api.TARGETS));

    TargetDiscovery found = facts.targets(TargetsRequest.State.ANY, List.of(), context).value();

    assertThat(found.getActiveTargetsList())
        .singleElement()
        .satisfies(target -> {
          assertThat(target.getHealth()).isEqualTo(ActiveTarget.Health.DOWN);
          assertThat(target.getLastScrape()).isEqualTo(at(5));
          assertThat(LabelSets.read(target.getLabels())).isEqualTo(Labels.of("job", "node"));
        });
    assertThat(found.getDroppedTargetsCount()).isEqualTo(1);
    assertThat(asked(a, TargetsRequest.class).getState()).isEqualTo(TargetsRequest.State.ANY);
    List<Matcher> other = List.of(Matcher.equal("job", "other"));
    assertThat(facts.targets(TargetsRequest.State.ANY, other, context).value())
        .isEqualTo(TargetDiscovery.getDefaultInstance());
  }

  private static TSDBStatisticsResponse statistics(String tenant, long series, long begin) {
    return TSDBStatisticsResponse.newBuilder()
        .setStatistics(
            TSDBStatistics.newBuilder()
                .putStatistics(
                    tenant,
                    TSDBStatisticsEntry.newBuilder()
                        .setHeadStatistics(
                            HeadStatistics.newBuilder()
                                .setNumSeries(series)
                                .setMinTime(begin)
                                .setMaxTime(begin + 10))
                        .addSeriesCountByMetricName(
                            Statistic.newBuilder().setName("up").setValue(series))
                        .addSeriesCountByMetricName(
                            Statistic.newBuilder().setName("m" + series).setValue(series))
                        .addLabelValueCountByLabelName(
                            Statistic.newBuilder().setName("job").setValue(series))
                        .build()))
        .build();
  }

  @Test
  void statisticsOfHeadsAreAddedUpByTenant() {
    a.statistics().addAll(List.of(statistics("t1", 5, 100), statistics("t2", 1, 0)));
    b.statistics().add(statistics("t1", 7, 50));
    FleetFacts facts = facts(query(), a.announcing(Api.STATISTICS), b.announcing(Api.STATISTICS));
    List<Matcher> matchers = List.of(Matcher.equal("cluster", "x"));

    TSDBStatisticsEntry one =
        requireNonNull(facts.statistics(2, matchers, context).value().get("t1"));

    assertThat(one.getHeadStatistics())
        .isEqualTo(
            HeadStatistics.newBuilder().setNumSeries(12).setMinTime(50).setMaxTime(110).build());
    assertThat(one.getSeriesCountByMetricNameList())
        .extracting(Statistic::getName, Statistic::getValue)
        .containsExactly(tuple("up", 12L), tuple("m7", 7L));
    assertThat(one.getLabelValueCountByLabelName(0).getValue()).isEqualTo(7);
    assertThat(asked(a, TSDBStatisticsRequest.class).getMatchers(0).getName()).isEqualTo("cluster");
  }

  @Test
  void asksOnlyWhoAnnouncesToKnow() {
    assertThat(facts(query(), a.announcing(Api.TARGETS)).rules(RuleQuestion.ALL, context).value())
        .isEmpty();
    assertThat(a.requests()).isEmpty();
  }

  @Test
  void aServerThatFailsIsAWarningOrTheEnd() {
    fillRules();
    b.failing(Status.UNAVAILABLE.withDescription("going down"));
    a.rules().add(RulesResponse.newBuilder().setWarning("half of it").build());
    Endpoint one = a.announcing(Api.RULES);
    Endpoint other = b.announcing(Api.RULES);

    Gathered<List<RuleGroup>> rules = facts(query(), one, other).rules(RuleQuestion.ALL, context);

    assertThat(rules.value()).hasSize(2);
    assertThat(rules.outcome().complete()).isFalse();
    assertThat(rules.outcome().warnings())
        .extracting(SourceWarning::source, SourceWarning::cluster, SourceWarning::cause)
        .containsExactlyInAnyOrder(
            tuple(one.address(), "x", "half of it"),
            tuple(other.address(), "x", "failed with UNAVAILABLE: going down"));
    a.rules().removeLast();
    FleetFacts strict = facts(query().strict(), one, other);
    assertThatThrownBy(() -> strict.rules(RuleQuestion.ALL, context))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(other.address())
        .hasMessageContaining("going down");
    assertThat(context.bytes()).isZero();
  }

  @Test
  void aSilentServerCostsItsTimeAndNoMore() {
    fillRules();
    b.silent();
    FleetQuery impatient = query().withStoreTimeout(Duration.ofMillis(500));
    long begin = System.nanoTime();

    Gathered<List<RuleGroup>> rules =
        facts(impatient, a.announcing(Api.RULES), b.announcing(Api.RULES))
            .rules(RuleQuestion.ALL, context);

    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
    assertThat(rules.value()).hasSize(2);
    assertThat(rules.outcome().warnings())
        .extracting(SourceWarning::cause)
        .containsExactly("gave no complete answer within 500 ms");
  }

  @Test
  void theEndOfTheQueryEndsTheCalls() {
    b.silent();
    Endpoint silent = b.announcing(Api.RULES);
    Thread.ofVirtual()
        .start(() -> {
          while (b.requests().isEmpty()) {
            Thread.onSpinWait();
          }
          context.cancel();
        });
    assertThatThrownBy(() -> facts(query(), silent).rules(RuleQuestion.ALL, context))
        .isInstanceOf(QueryCancelledException.class);
  }

  @Test
  void answersCountAgainstTheQuerysMemory() {
    a.metadata().add(metadata("up", "x".repeat(2 << 20)));
    assertThatThrownBy(() -> facts(query(), a.announcing(Api.METADATA)).metadata("", -1, context))
        .isInstanceOf(LimitExceededException.class);
    assertThat(context.bytes()).isZero();
  }
}
