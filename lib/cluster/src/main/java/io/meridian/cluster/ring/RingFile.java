package io.meridian.cluster.ring;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Section;
import io.meridian.config.Shorthand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Thanos' file of hashrings: a list in JSON or YAML.
 *
 * @param byDefault the algorithm of rings that name none
 * @param copies how many endpoints keep a series
 */
public record RingFile(RingAlgorithm byDefault, int copies) {

  /** How the names of tenants are meant. */
  enum TenantMatching {
    EXACT,
    GLOB
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
      Section shuffleShardingConfig) {

    Entry {
      if (endpoints.isEmpty()) {
        throw new InvalidValueException("endpoints", "has no endpoint", "list the receivers");
      }
      if (tenantMatcherType == TenantMatching.GLOB) {
        try {
          tenants.forEach(TenantGlob::new);
        } catch (IllegalArgumentException e) {
          throw new InvalidValueException("tenants", String.valueOf(e.getMessage()), "correct it");
        }
      }
    }

    private TenantRing ring(RingAlgorithm byDefault, int copies) {
      List<Endpoint> members =
          endpoints.stream().map(member -> new Endpoint(member.address, member.az)).toList();
      return new TenantRing(
          hashring, algorithm.orElse(byDefault).ring(members, copies), externalLabels);
    }

    private TenantRings.Rule rule(RingAlgorithm byDefault, int copies) {
      TenantRing ring = ring(byDefault, copies);
      return tenantMatcherType == TenantMatching.EXACT
          ? TenantRings.Rule.ofNames(tenants, ring)
          : TenantRings.Rule.ofPatterns(tenants, ring);
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
      Entry entry = entries.get(i);
      if (!entry.shuffleShardingConfig.isEmpty()) {
        throw entry.shuffleShardingConfig.problem(
            "", "shuffle sharding is not supported", "remove it on every member of the ring");
      }
      try {
        rules.add(entry.rule(byDefault, copies));
      } catch (IllegalArgumentException e) {
        throw file.problem(
            "[" + i + "]", String.valueOf(e.getMessage()), "correct the endpoints of this ring");
      }
    }
    return new TenantRings(rules);
  }
}
