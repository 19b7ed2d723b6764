package io.meridian.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may use whom. A module is the package {@code io.meridian.<module>}; one that does not exist
 * yet holds its place here, one that is not listed fails {@link #everyModuleIsListed}.
 */
final class DirectionsTest {

  private static final Set<String> SERVICES =
      Set.of("receiver", "storegateway", "querier", "ruler", "compactor");

  /** What each library may use of ours. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.ofEntries(
          entry("model", Set.of()),
          entry("api", Set.of()),
          entry("config", Set.of()),
          entry("bucket", Set.of("config")),
          entry("tsdb", Set.of("model")),
          entry("promql", Set.of("model")),
          entry("blocks", Set.of("model", "config", "tsdb", "bucket")),
          entry("storeapi", Set.of("model", "api", "tsdb")),
          entry("cluster", Set.of("model", "api", "config")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.meridian");

  @ParameterizedTest
  @MethodSource("modules")
  void keepsItsDirection(String module) {
    Set<String> forbidden = modules();
    forbidden.removeAll(allowed(module));
    forbidden.remove(module);

    noClasses()
        .that()
        .resideInAPackage(within(module))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(within(forbidden))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyModuleIsListed() {
    Set<String> listed = modules();
    listed.add("testkit");

    classes().should().resideInAnyPackage(within(listed)).check(CLASSES);
  }

  @Test
  void testkitIsForTests() {
    noClasses()
        .that()
        .resideOutsideOfPackage(within("testkit"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(within("testkit"))
        .check(CLASSES);
  }

  @Test
  void hotPackagesKeepOffBacktrackingRegex() {
    noClasses()
        .that()
        .resideInAnyPackage(within("model"), within("tsdb"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.regex..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** But for generated messages, whose packages are what the contracts say. */
  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.meridian.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(resideInAPackage(within("api")), resideInAPackage(within("api")))
        .check(CLASSES);
  }

  private static Set<String> modules() {
    Set<String> modules = new TreeSet<>(LIBRARIES.keySet());
    modules.addAll(SERVICES);
    modules.add("service");
    modules.add("cli");
    return modules;
  }

  private static Set<String> allowed(String module) {
    Set<String> libraries = LIBRARIES.keySet();
    if (module.equals("cli")) {
      return modules();
    }
    if (module.equals("service")) {
      return libraries;
    }
    if (SERVICES.contains(module)) {
      Set<String> allowed = new HashSet<>(libraries);
      allowed.add("service");
      return allowed;
    }
    return LIBRARIES.getOrDefault(module, Set.of());
  }

  private static String within(String module) {
    return "io.meridian." + module + "..";
  }

  private static String[] within(Collection<String> modules) {
    return modules.stream().map(DirectionsTest::within).toArray(String[]::new);
  }
}
