package io.meridian.service.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlagSetTest {
  @TempDir Path folder;

  enum Algorithm {
    HASHMOD,
    KETAMA
  }

  /** A service's settings. */
  @IgnoredFlag(
      name = "tsdb.wal-compression",
      isBoolean = true,
      unless = "true",
      instead = "the log is always compressed")
  @RefusedFlag(
      name = "receive.replication-protocol",
      unless = "protobuf",
      because = "receivers speak gRPC to each other",
      remedy = "leave it out, here and at all receivers of the ring")
  record Settings(
      @Flag(value = "tsdb.retention", help = "How long samples stay here.") @Default("15d")
          Duration retention,
      @Flag(value = "label", help = "An external label.") List<String> labels,
      @Flag(value = "tsdb.lockfile", help = "Locks the folder.") @Default("true") boolean lockfile,
      @Flag(value = "objstore.config", help = "The bucket.") Optional<Secret> bucket,
      Ring ring,
      @Default("7") int onlyInTheFile) {}

  record Ring(
      @Flag(value = "receive.hashrings-algorithm", help = "How series are placed.")
          @Default("hashmod")
          Algorithm algorithm,
      @Flag(value = "receive.replication-factor", help = "How many copies are kept.") @Default("1")
          int copies) {
    Ring {
      if (copies < 1) {
        throw new InvalidValueException("copies", "is " + copies, "keep at least 1");
      }
    }
  }

  private final FlagSet<Settings> flags = new FlagSet<>(Settings.class);

  private Settings run(String... arguments) {
    if (flags.read(List.of(arguments)) instanceof FlagSet.Request.Run<Settings> run) {
      assertThat(run.warnings()).isEmpty();
      return run.settings();
    }
    throw new AssertionError("nothing to run");
  }

  private static Settings usual() {
    return new Settings(
        Duration.ofDays(15), List.of(), true, Optional.empty(), new Ring(Algorithm.HASHMOD, 1), 7);
  }

  @Test
  void hasDefaults() {
    assertThat(run()).isEqualTo(usual());
  }

  @Test
  void readsFlagsInAllTheirForms() {
    Settings settings =
        run(
            "--tsdb.retention=1h30m",
            "--label",
            "a=\"${B}\"",
            "--label=c=\"d\"",
            "--no-tsdb.lockfile",
            "--receive.hashrings-algorithm",
            "ketama",
            "--receive.replication-factor=3");

    assertThat(settings.retention()).isEqualTo(Duration.ofMinutes(90));
    assertThat(settings.labels()).containsExactly("a=\"${B}\"", "c=\"d\"");
    assertThat(settings.lockfile()).isFalse();
    assertThat(settings.ring()).isEqualTo(new Ring(Algorithm.KETAMA, 3));
    assertThat(run("--tsdb.lockfile").lockfile()).isTrue();
    assertThat(run("--tsdb.lockfile=false").lockfile()).isFalse();
  }

  @Test
  void putsFlagsBeforeTheFileAndTheFileBeforeDefaults() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            """
            retention: 1d
            labels: [a="b", e="f"]
            ring:
              copies: 2
              algorithm: ketama
            only_in_the_file: 9
            """);

    Settings settings =
        run("--config.file=" + file, "--receive.replication-factor=3", "--label=g=\"h\"");

    assertThat(settings)
        .isEqualTo(
            new Settings(
                Duration.ofDays(1),
                List.of("g=\"h\""),
                true,
                Optional.empty(),
                new Ring(Algorithm.KETAMA, 3),
                9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --tsdb.retentoin=1d | --tsdb.retentoin: unknown flag; did you mean --tsdb.retention?
          --nonsense          | --nonsense: unknown flag; --help lists all flags
          --no-label          | --no-label: has a value, not true or false; write --label=<value>
          receive             | receive: is no flag; flags begin with two dashes
          --tsdb.retention    | --tsdb.retention: has no value; write --tsdb.retention=<value>
          --tsdb.retention=7  | --tsdb.retention: expected a duration such as 30s or 1h30m, found "7"; correct the value
          --receive.replication-factor=0 | --receive.replication-factor: is 0; keep at least 1
          --receive.hashrings-algorithm=ketma | --receive.hashrings-algorithm: expected one of hashmod, ketama, found "ketma"; did you mean ketama?
          --receive.replication-protocol=capnproto | --receive.replication-protocol: is refused: receivers speak gRPC to each other; leave it out, here and at all receivers of the ring
          """)
  void saysWhatIsWrongAndWhatToDo(String argument, String message) {
    assertThatThrownBy(() -> flags.read(List.of(argument)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void listsEverythingThatIsWrongAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "ring:\n  copie: 3\n");

    assertThatThrownBy(() ->
            flags.read(
                List.of(
                    "--config.file=" + file,
                    "--lable=x",
                    "--tsdb.retention=1d",
                    "--tsdb.retention=x")))
        .hasMessageContaining("--lable: unknown flag; did you mean --label?")
        .hasMessageContaining("--tsdb.retention: is given more than once")
        .hasMessageContaining("a.yaml:2:3: ring.copie: unknown key; did you mean copies?");
  }

  @Test
  void warnsOfFlagsWithoutAnEffectUnlessTheyAskForWhatHappens() {
    FlagSet.Request<Settings> warned = flags.read(List.of("--no-tsdb.wal-compression"));

    if (!(warned instanceof FlagSet.Request.Run<Settings>(Settings _, List<ConfigProblem> all))) {
      throw new AssertionError(warned);
    }
    assertThat(all)
        .map(ConfigProblem::toString)
        .containsExactly(
            "--tsdb.wal-compression: has no effect: the log is always compressed; remove it");
    assertThat(run("--tsdb.wal-compression", "--receive.replication-protocol=protobuf"))
        .isEqualTo(usual());
  }

  @Test
  void checksWithoutRunning() {
    assertThat(flags.read(List.of("check-config", "--tsdb.retention=1d")))
        .isInstanceOf(FlagSet.Request.Check.class);
    assertThat(flags.read(List.of("--help"))).isInstanceOf(FlagSet.Request.Help.class);
  }

  @Test
  void explainsEachFlagInALine() {
    assertThat(flags.help("meridian receiver", "takes samples in"))
        .isEqualTo(
            """
            meridian receiver: takes samples in

              meridian receiver [--flag=value …]
              meridian receiver check-config [--flag=value …]

              --config.file=…                             YAML file with these settings and more.
              --tsdb.retention=15d                        How long samples stay here.
              --label=…                                   An external label. Repeatable.
              --[no-]tsdb.lockfile                        Locks the folder.
              --objstore.config=…                         The bucket.
              --receive.hashrings-algorithm=hashmod       How series are placed.
              --receive.replication-factor=1              How many copies are kept.

            Known from Thanos; each says what happens instead:
              --tsdb.wal-compression, --receive.replication-protocol
            """);
  }

  @Test
  void showsSettingsWithoutSecrets() {
    Settings settings =
        run("--objstore.config=type: S3", "--label=a=\"b\"", "--tsdb.retention=36h");

    assertThat(SettingsText.of(settings))
        .isEqualTo(
            """
            retention: 1d12h
            labels:
              - a="b"
            lockfile: true
            bucket: <secret>
            ring:
              algorithm: HASHMOD
              copies: 1
            only_in_the_file: 7
            """);
  }

  @Test
  void readsWhatItShows() throws Exception {
    Settings settings = run("--label=a", "--receive.replication-factor=2");
    Path file = Files.writeString(folder.resolve("a.yaml"), SettingsText.of(settings));

    assertThat(run("--config.file=" + file)).isEqualTo(settings);
  }
}
