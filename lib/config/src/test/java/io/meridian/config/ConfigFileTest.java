package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
  @TempDir Path scratch;

  enum Mode {
    FAST,
    VERY_SAFE
  }

  @NotHonoured(key = "old", instead = "the new way is taken", unless = "false")
  record Server(
      String name,
      @Default("8080") int port,
      @Default("1m30s") Duration timeout,
      @Default("64MiB") ByteSize memory,
      Optional<Secret> password,
      @Default("very-safe") Mode mode,
      List<Peer> peers,
      Map<String, Double> weights,
      @Key("TLS") Tls tls,
      Section extra) {
    Server {
      if (port < 1) {
        throw new InvalidValueException("port", "must be at least 1, was " + port, "use 8080");
      }
    }
  }

  record Peer(URI address, @Default("false") boolean local) {}

  record Tls(Optional<Path> caFile, @Default("true") boolean verify) {
    Tls {
      if (verify && caFile.isPresent() && caFile.get().toString().equals("none")) {
        throw new IllegalArgumentException("a file is needed to verify");
      }
    }
  }

  private static Bound<Server> bind(String yaml) {
    return ConfigFile.of("server.yml", yaml)
        .with(name ->
            Optional.ofNullable(Map.of("NAME", "eu", "PORT", "99", "NEST", "${NAME}").get(name)))
        .bind(Server.class);
  }

  private static List<String> problems(String yaml) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> bind(yaml));
    assertThat(e).isNotNull();
    return e.problems().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void bindsEveryKind() {
    Server server =
        bind("""
        name: one
        port: 1_234
        timeout: 2d1.5s
        memory: 1.5 GB
        password: 'a: b'
        mode: Fast
        peers:
          - address: http://a:1/
          - {address: "http://b:2/", local: yes}
        weights: {a: 0.5, b: 2}
        TLS:
          ca_file: /etc/ca.pem
          verify: off
        extra: {anything: [1, 2]}
        """)
            .value();

    assertThat(server.port()).isEqualTo(1234);
    assertThat(server.timeout()).isEqualTo(Duration.ofDays(2).plusMillis(1500));
    assertThat(server.memory()).isEqualTo(new ByteSize(3L << 29));
    assertThat(server.password()).contains(new Secret("a: b"));
    assertThat(server.mode()).isEqualTo(Mode.FAST);
    assertThat(server.peers())
        .containsExactly(
            new Peer(URI.create("http://a:1/"), false), new Peer(URI.create("http://b:2/"), true));
    assertThat(server.weights()).containsExactly(Map.entry("a", 0.5), Map.entry("b", 2.0));
    assertThat(server.tls()).isEqualTo(new Tls(Optional.of(Path.of("/etc/ca.pem")), false));
    assertThat(server.extra().isEmpty()).isFalse();
  }

  @Test
  void takesDefaultsForWhatIsNotThere() {
    Bound<Server> bound = bind("name: one\nport:\npeers: ~\n");

    assertThat(bound.value().port()).isEqualTo(8080);
    assertThat(bound.value().timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(bound.value().memory()).hasToString("64MiB");
    assertThat(bound.value().password()).isEmpty();
    assertThat(bound.value().mode()).isEqualTo(Mode.VERY_SAFE);
    assertThat(bound.value().peers()).isEmpty();
    assertThat(bound.value().tls().verify()).isTrue();
    assertThat(bound.value().extra().isEmpty()).isTrue();
    assertThat(bound.warnings()).isEmpty();
  }

  @Test
  void tellsAllThatIsWrongWithItsPlace() {
    assertThat(
            problems(
                """
                nam: one
                port: many
                timeout: 5
                peers:
                  - address: http://a/
                  - {local: maybe, loca: x}
                weights: [1]
                TLS:
                  verify: {}
                  something: 1
                mode: very_save
                """))
        .containsExactly(
            "server.yml:1:1: name: is missing; add the key, with a text",
            "server.yml:1:1: nam: unknown key; did you mean name?",
            "server.yml:2:7: port: expected a whole number, found \"many\"; correct the value",
            "server.yml:3:10: timeout: expected a duration such as 30s or 1h30m, found \"5\";"
                + " correct the value",
            "server.yml:6:5: peers[1].address: is missing; add the key, with a URI",
            "server.yml:6:13: peers[1].local: expected true or false, found \"maybe\"; correct the"
                + " value",
            "server.yml:6:20: peers[1].loca: unknown key; did you mean local?",
            "server.yml:7:10: weights: expected keys with values, found a list; write key: value",
            "server.yml:9:11: TLS.verify: expected true or false, found keys with values; write a"
                + " single value",
            "server.yml:10:3: TLS.something: unknown key; known here are ca_file, verify",
            "server.yml:11:7: mode: expected one of fast, very-safe, found \"very_save\"; did you"
                + " mean very-safe?");
  }

  @Test
  void tellsWhatARecordRefuses() {
    assertThat(problems("name: one\nport: 0\n"))
        .containsExactly("server.yml:2:1: port: must be at least 1, was 0; use 8080");
    assertThat(problems("name: one\nTLS:\n  ca_file: none\n"))
        .containsExactly(
            "server.yml:3:3: TLS: a file is needed to verify; correct the values here");
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    assertThat(problems("name: one\nport: 1\nname: two\n"))
        .containsExactly("server.yml:3:1: name: stands in line 1 already; remove one of the two");
  }

  @Test
  void warnsOfKeysWithoutEffect() {
    assertThat(bind("name: one\nold: true\n").warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "server.yml:2:1: old: read but not honoured: the new way is taken; remove the key");
    assertThat(bind("name: one\nold: false\n").warnings()).isEmpty();
  }

  @Test
  void putsInEnvironmentVariables() {
    assertThat(bind("name: a-${NAME}-$(NAME)-$${NAME}-$x-${1}\nport: ${PORT}\n").value())
        .matches(server -> server.name().equals("a-eu-eu-${NAME}-$x-${1}"))
        .matches(server -> server.port() == 99);
    assertThat(bind("name: ${NEST}\n").value().name()).isEqualTo("${NAME}");
    assertThat(problems("name: ${NONE}\n"))
        .containsExactly(
            "server.yml:1:7: name: refers to the environment variable NONE, which is not set; set"
                + " it, or write the value itself");
    assertThat(ConfigFile.of("x", "name: $${A}${B}").verbatim().bind(Server.class).value().name())
        .isEqualTo("$${A}${B}");
  }

  @Test
  void doesNotPrintSecrets() {
    assertThat(
            new Server(
                    "",
                    1,
                    Duration.ZERO,
                    new ByteSize(0),
                    Optional.of(new Secret("hush")),
                    Mode.FAST,
                    List.of(),
                    Map.of(),
                    new Tls(Optional.empty(), true),
                    bind("name: x").value().extra())
                .toString())
        .contains("password=Optional[<secret>]")
        .doesNotContain("hush");
    assertThat(problems("name: one\npassword: [hush]\n"))
        .allMatch(problem -> !problem.contains("hush"));
    assertThat(problems("name: one\nport: ${NAME}\n"))
        .allMatch(text -> text.contains("\"${NAME}\""));
  }

  @Test
  void bindsSectionsLaterWithTheirPlaces() {
    Section extra =
        bind("name: one\nextra:\n  address: http://a/\n  lokal: true\n").value().extra();

    assertThatThrownBy(() -> extra.bind(Peer.class))
        .hasMessage("server.yml:4:3: extra.lokal: unknown key; did you mean local?");
    assertThat(extra.problem("address", "is not ours", "move it"))
        .hasMessage("server.yml:3:3: extra.address: is not ours; move it");
  }

  @Test
  void tellsWhereTheSyntaxIsWrong() {
    assertThat(problems("name: one\n  port: [1\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("server.yml:2:7: is no YAML: ");
    assertThat(problems("name: one\n---\nname: two\n"))
        .first()
        .asString()
        .contains("more than one");
    assertThat(problems("- a\n"))
        .containsExactly(
            "server.yml:1:1: expected keys with values, found a list; write key: value");
    assertThat(problems(""))
        .containsExactly("server.yml: name: is missing; add the key, with a text");
  }

  @Test
  void survivesAliasesThatMultiply() {
    StringBuilder yaml = new StringBuilder("name: &a0 [x]\n");
    for (int i = 1; i < 40; i++) {
      yaml.append("k").append(i).append(": &a").append(i);
      yaml.append(" [*a").append(i - 1).append(", *a").append(i - 1).append("]\n");
    }

    assertThat(problems(yaml.toString())).isNotEmpty();
    assertThat(problems("name: &a [*a]\n")).isNotEmpty();
    assertThat(problems("name: x\npeers: &a [*a]\n")).isNotEmpty();
  }

  @Test
  void readsFiles() throws IOException {
    Path file = Files.writeString(scratch.resolve("server.yml"), "name: one\n");

    assertThat(ConfigFile.read(file).bind(Server.class).value().name()).isEqualTo("one");
    assertThatThrownBy(() -> ConfigFile.read(scratch.resolve("none.yml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.yml: cannot be read");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> ConfigFile.read(file)).isInstanceOf(ConfigException.class);
  }

  @Shorthand("address")
  record Seat(URI address, @Default("") String zone) {}

  @Test
  void bindsListsWhoseEntriesMayBeShort() {
    List<Seat> seats =
        ConfigFile.of("seats.json", "[\"h:1\", {\"address\": \"h:2\", \"zone\": \"b\"}]")
            .bindList(Seat.class)
            .value();

    assertThat(seats)
        .containsExactly(new Seat(URI.create("h:1"), ""), new Seat(URI.create("h:2"), "b"));
    assertThat(ConfigFile.of("seats.json", "").bindList(Seat.class).value()).isEmpty();
  }

  @Test
  void placesFaultsWithinLists() {
    assertThatThrownBy(() ->
            ConfigFile.of("seats.json", "[\"h:1\",\n {\"adress\": \"h:2\"}]").bindList(Seat.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("seats.json:2:3")
        .hasMessageContaining("did you mean address?");
    assertThatThrownBy(() -> ConfigFile.of("seats.json", "{}").bindList(Seat.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected a list, found keys with values");
  }
}
