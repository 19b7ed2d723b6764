package io.meridian.cluster.ring;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Shorthand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Thanos' file of hashrings: a list in JSON or YAML.
 *
 * @param byDefault the algorithm of rings that name none
 * @param copies how many endpoints keep a series
 */
public record RingFile(RingAlgorithm byDefault, int copies) {

  /** How the names of tenants are meant. */
  enum TenantMatching {
    EXACT {
      @Override
      void check(List<String> tenants) {}

      @Override
      Predicate<String> of(List<String> tenants) {
        return Set.copyOf(tenants)::contains;
      }
    },
    GLOB {
      @Override
      void check(List<String> tenants) {
        try {
          tenants.forEach(TenantGlob::new);
        } catch (IllegalArgumentException e) {
          throw new InvalidValueException("tenants", String.valueOf(e.getMessage()), "correct it");
        }
      }

      @Override
      Predicate<String> of(List<String> tenants) {
        List<TenantGlob> globs = tenants.stream().map(TenantGlob::new).toList();
        return tenant -> globs.stream().anyMatch(glob -> glob.matches(tenant));
      }
    };

    abstract void check(List<String> tenants);

    /** Whether a tenant is one of these. */
    abstract Predicate<String> of(List<String> tenants);
  }

  @Shorthand("address")
  record Member(String address, @Default("") String capnprotoAddress, @Default("") String az) {}

  /** An entry of the file. */
  record Entry(
      @Default("") String hashring,
      List<String> tenants,
      @Default("exact") TenantMatching tenantMatcherType,
      List<Member> endpoints,
      Optional<RingAlgorithm> algorithm,
      Map<String, String> externalLabels,
      Optional<Sharding> shuffleShardingConfig) {

    Entry {
      if (endpoints.isEmpty()) {
        throw new InvalidValueException("endpoints", "has no endpoint", "list the receivers");
      }
      tenantMatcherType.check(tenants);
    }

    private TenantRing ring(RingAlgorithm byDefault, int copies) {
      List<Endpoint> members =
          endpoints.stream().map(member -> new Endpoint(member.address, member.az)).toList();
      Hashring ring = algorithm.orElse(byDefault).ring(members, copies);
      return new TenantRing(
          hashring, ring, externalLabels, shuffleShardingConfig.flatMap(each -> each.of(ring)));
    }

    private TenantRings.Rule rule(RingAlgorithm byDefault, int copies) {
      Predicate<String> all = _ -> true;
      return new TenantRings.Rule(
          tenants.isEmpty() ? all : tenantMatcherType.of(tenants), ring(byDefault, copies));
    }
  }

  /**
   * How many endpoints of a ring its tenants have. Thanos remembers so many tenants' parts; here
   * they cost next to nothing.
   */
  record Sharding(
      @Default("0") int shardSize,
      @Default("100") int cacheSize,
      @Default("false") boolean zoneAwarenessDisabled,
      List<ShardOverride> overrides) {

    private Optional<ShuffleSharding> of(Hashring ring) {
      if (shardSize == 0 && overrides.isEmpty()) {
        return Optional.empty();
      }
      if (!(ring instanceof KetamaRing ketama)) {
        throw new IllegalArgumentException("only rings of the algorithm ketama have shards");
      }
      return Optional.of(
          new ShuffleSharding(
              ketama,
              new ShuffleSharding.Sizes(
                  shardSize,
                  !zoneAwarenessDisabled,
                  overrides.stream().map(ShardOverride::override).toList())));
    }
  }

  record ShardOverride(
      int shardSize, List<String> tenants, @Default("exact") TenantMatching tenantMatcherType) {
    ShardOverride {
      if (tenants.isEmpty()) {
        throw new InvalidValueException("tenants", "names no tenant", "list those it is for");
      }
      tenantMatcherType.check(tenants);
    }

    private ShuffleSharding.OtherSize override() {
      return new ShuffleSharding.OtherSize(tenantMatcherType.of(tenants), shardSize);
    }
  }

  /**
   * Makes the rings of a file.
   *
   * @throws ConfigException saying what is wrong and where
   */
  public TenantRings read(ConfigFile file) {
    List<Entry> entries = file.bindList(Entry.class).value();
    if (entries.isEmpty()) {
      throw file.problem("", "has no hashring", "list one with its endpoints");
    }
    List<TenantRings.Rule> rules = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      try {
        rules.add(entries.get(i).rule(byDefault, copies));
      } catch (IllegalArgumentException e) {
        throw file.problem("[" + i + "]", String.valueOf(e.getMessage()), "correct this ring");
      }
    }
    return new TenantRings(rules);
  }
}
