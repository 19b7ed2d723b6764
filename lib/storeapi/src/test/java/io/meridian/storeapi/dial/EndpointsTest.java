package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.StoreInfo;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.ZLabelSet;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is there, who is left out, and what an announcement means. */
class EndpointsTest {
  private static final Duration OFTEN = Duration.ofMillis(50);

  @TempDir private Path folder;

  private static InfoResponse store(ZLabelSet... sets) {
    return InfoResponse.newBuilder()
        .setComponentType("receive")
        .addAllLabelSets(List.of(sets))
        .setStore(StoreInfo.newBuilder().setMinTime(10).setMaxTime(20))
        .build();
  }

  private static ZLabelSet set(String name, String value) {
    return ZLabelSet.newBuilder()
        .addLabels(Label.newBuilder().setName(name).setValue(value))
        .build();
  }

  /** A connection that ends with its channel. */
  private record Dialled(ManagedChannel managed) implements Dialler.Connection {
    @Override
    public Channel channel() {
      return managed;
    }

    @Override
    public void close() {
      managed.shutdownNow();
    }
  }

  private static Endpoints endpoints(
      Duration timeout, List<AddressSource> sources, String... strict) {
    return new Endpoints(
        sources,
        List.of(strict),
        address -> new Dialled(ScriptedServer.dial(address)),
        InstantSource.system(),
        new Endpoints.Timing(OFTEN, timeout));
  }

  private static boolean mayHave(InfoResponse info, Matcher... matchers) {
    return EndpointInfo.of(info).mayHave(List.of(matchers), new TimeRange(15, 30));
  }

  @Test
  void readsAnnouncementsAsThanosQuerierDoes() {
    Matcher x = Matcher.equal("cluster", "x");
    Matcher other = Matcher.of(MatchType.REGEX, "job", "node|up");
    assertThat(mayHave(store(set("cluster", "x")), x, other)).isTrue();
    assertThat(mayHave(store(set("cluster", "y")), x, other)).isFalse();
    assertThat(mayHave(store(set("cluster", "y"), set("cluster", "x")), x)).isTrue();
    assertThat(mayHave(store(set("region", "y")), x)).isTrue();
    assertThat(mayHave(store(), x)).isTrue();
    assertThat(mayHave(store(ZLabelSet.getDefaultInstance()), x)).isTrue();
    assertThat(mayHave(store(ZLabelSet.getDefaultInstance(), set("cluster", "y")), x)).isFalse();
    assertThat(mayHave(InfoResponse.getDefaultInstance(), x)).isFalse();
    assertThat(EndpointInfo.of(store()).mayHave(List.of(x), new TimeRange(21, 30))).isFalse();
    assertThat(EndpointInfo.of(store()).mayHave(List.of(x), new TimeRange(20, 30))).isTrue();
  }

  @Test
  void readsTheLabelOfLateSamplesAsNoneOfTheirs() {
    ZLabelSet late =
        set("cluster", "x").toBuilder()
            .addLabels(Label.newBuilder().setName("meridian_late").setValue("361"))
            .build();
    EndpointInfo info = EndpointInfo.of(store(set("cluster", "x"), late));

    assertThat(info.labelSets()).containsExactly(Labels.of("cluster", "x"));
    assertThat(info.store().orElseThrow().showsLate()).isTrue();
    assertThat(EndpointInfo.of(store(set("a", "x"))).store().orElseThrow().showsLate()).isFalse();
  }

  @Test
  void leavesOutWhoDoesNotAnswerButForThoseThatMust() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<Status> answer = new AtomicReference<>(Status.OK);
    try (ScriptedServer moody = new ScriptedServer(_ -> answer(answer.get()), _ -> {});
        ScriptedServer silent = new ScriptedServer(_ -> silence(end), _ -> {});
        Endpoints endpoints =
            endpoints(
                Duration.ofMillis(500),
                List.of(AddressSource.of(List.of(moody.address(), silent.address()))),
                silent.address())) {
      refreshUntil(endpoints, moody.address(), silent.address());
      assertThat(endpoints.usable())
          .filteredOn(of -> of.address().equals(silent.address()))
          .singleElement()
          .satisfies(of -> assertThat(of.info()).isEqualTo(EndpointInfo.UNKNOWN));

      answer.set(Status.UNAVAILABLE.withDescription("not ready"));
      endpoints.refresh();
      assertThat(endpoints.usable())
          .extracting(Endpoint::address)
          .containsExactly(silent.address());
      assertThat(endpoints.states()).anySatisfy(of -> assertThat(of.lastError()).isPresent());

      answer.set(Status.OK);
      refreshUntil(endpoints, moody.address(), silent.address());
      end.countDown();
    }
  }

  private static void refreshUntil(Endpoints endpoints, String... addresses) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    do {
      endpoints.refresh();
    } while (endpoints.usable().size() != addresses.length && System.nanoTime() < end);
    assertThat(endpoints.usable())
        .extracting(Endpoint::address)
        .containsExactlyInAnyOrder(addresses);
  }

  private static InfoResponse answer(Status status) {
    if (!status.isOk()) {
      throw status.asRuntimeException();
    }
    return store();
  }

  private static InfoResponse silence(CountDownLatch end) {
    try {
      end.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return store();
  }

  @Test
  void followsAFileAndKeepsWhatItKnowsWhenItBreaks() throws Exception {
    Path file = folder.resolve("stores.json");
    try (ScriptedServer one = new ScriptedServer((InfoRequest _) -> store(), _ -> {});
        ScriptedServer two = new ScriptedServer((InfoRequest _) -> store(), _ -> {});
        Endpoints endpoints = endpoints(Duration.ofSeconds(20), List.of(new FileAddresses(file)))) {
      endpoints.refresh();
      assertThat(endpoints.usable()).isEmpty();
      assertThat(endpoints.problems()).singleElement().asString().contains("stores.json");

      Files.writeString(file, "[{\"targets\": [\"" + one.address() + "\"]}]");
      endpoints.start();
      assertThat(endpoints.usable()).extracting(Endpoint::address).containsExactly(one.address());

      Files.writeString(file, "[{\"targets\": [\"" + two.address() + "\"]}]");
      awaitUsable(endpoints, two.address());

      Files.writeString(file, "{rubbish");
      endpoints.refresh();
      assertThat(endpoints.usable()).extracting(Endpoint::address).containsExactly(two.address());
      assertThat(endpoints.problems()).hasSize(1);
    }
  }

  private static void awaitUsable(Endpoints endpoints, String address) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end
        && !endpoints.usable().stream().map(Endpoint::address).toList().equals(List.of(address))) {
      Thread.onSpinWait();
    }
    assertThat(endpoints.usable()).extracting(Endpoint::address).containsExactly(address);
  }

  @Test
  void findsAllAddressesOfAName() {
    assertThat(new DnsAddresses("localhost:10901").addresses())
        .isNotEmpty()
        .allMatch(address -> address.endsWith(":10901"));
    assertThatThrownBy(() -> new DnsAddresses("no-such-name.invalid:1").addresses())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no-such-name.invalid");
    assertThatThrownBy(() -> new DnsAddresses("localhost"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("host:port");
  }

  @Test
  void givesAGroupAsOneAndAMemberMoreOrLessAsBefore() {
    AtomicReference<Status> answer = new AtomicReference<>(Status.OK);
    try (ScriptedServer one = new ScriptedServer((InfoRequest _) -> store(), _ -> {});
        ScriptedServer two = new ScriptedServer(_ -> answer(answer.get()), _ -> {})) {
      Endpoints.Source group =
          new Endpoints.Source(
              AddressSource.of(List.of(one.address(), two.address())),
              false,
              Optional.of("stores:1"),
              address -> new Dialled(ScriptedServer.dial(address)));
      try (Endpoints endpoints =
          new Endpoints(
              () -> List.of(group),
              InstantSource.system(),
              new Endpoints.Timing(OFTEN, Duration.ofSeconds(10)))) {
        endpoints.refresh();
        assertThat(endpoints.usable())
            .singleElement()
            .satisfies(of -> {
              assertThat(of.address()).isEqualTo("stores:1");
              assertThat(of.channels()).hasSize(2);
            });

        answer.set(Status.UNAVAILABLE);
        endpoints.refresh();
        assertThat(endpoints.usable())
            .singleElement()
            .satisfies(of -> assertThat(of.channels()).hasSize(1));
        assertThat(endpoints.states())
            .filteredOn(of -> !of.isUp())
            .singleElement()
            .satisfies(of -> assertThat(of.failures()).isEqualTo(1));
      }
    }
  }

  @Test
  void countsWhenLabelsChangeBetweenPolls() {
    AtomicReference<InfoResponse> info = new AtomicReference<>(store(set("cluster", "x")));
    try (ScriptedServer server = new ScriptedServer((InfoRequest _) -> info.get(), _ -> {});
        Endpoints endpoints =
            endpoints(
                Duration.ofSeconds(10), List.of(AddressSource.of(List.of(server.address()))))) {
      endpoints.refresh();
      endpoints.refresh();
      assertThat(endpoints.states().getFirst().changes()).isZero();

      info.set(store(set("cluster", "y")));
      endpoints.refresh();

      assertThat(endpoints.states().getFirst().changes()).isEqualTo(1);
      assertThat(endpoints.usable().getFirst().info().labelSets())
          .containsExactly(Labels.of("cluster", "y"));
    }
  }

  @Test
  void saysThatAnAnswerCameLate() {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer silent = new ScriptedServer(_ -> silence(end), _ -> {});
        Endpoints endpoints =
            endpoints(
                Duration.ofMillis(200), List.of(AddressSource.of(List.of(silent.address()))))) {
      endpoints.refresh();

      assertThat(endpoints.usable()).isEmpty();
      assertThat(endpoints.states().getFirst().lastError())
          .contains("did not say within 200 ms what it serves");
      end.countDown();
    }
  }
}
