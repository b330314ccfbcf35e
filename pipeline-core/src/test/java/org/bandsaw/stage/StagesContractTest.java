package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tech.tablesaw.api.DoubleColumn;

class StagesContractTest {

  static Stream<Stage> stages() {
    return Stream.of(
        Stages.select("vendor", "fare", "day"),
        Stages.drop("stamp", "fare"),
        Stages.rename("fare", "price"),
        Stages.dropMissing("fare", "vendor"),
        Stages.dropMissing(),
        Stages.filter("cheap", row -> row.number("fare") < 10 || row.isMissing("zone")),
        Stages.derive(
                ColumnSpec.real("total"), row -> row.number("fare") + row.number("meters") / 7)
            .from("fare", "meters"),
        Stages.derive(ColumnSpec.integer("fare"), row -> Math.rint(row.number("tip") * -0.3)),
        Stages.derive(ColumnSpec.longInteger("vendor"), row -> -row.number("riders")),
        Stages.derive(ColumnSpec.bool("rich"), row -> row.number("fare") > 3 ? 1 : -0.0),
        Stages.deriveText("both", row -> row.text("vendor") + row.text("zone") + row.text("day")),
        Stages.deriveText("fare", row -> row.isMissing("fare") ? null : "known"),
        Stages.impute("fare", Impute.RUNNING_MEAN),
        Stages.impute(List.of("fare", "meters", "riders"), Impute.RUNNING_MEAN),
        Stages.impute(List.of("tip", "riders"), Impute.constant(-1.5)),
        Stages.impute(List.of("vendor", "zone"), Impute.constant("none")),
        Stages.standardScale("fare"),
        Stages.standardScale("tip", "riders", "meters"),
        Stages.oneHot("vendor"),
        Stages.oneHot("vendor").dropping(),
        Stages.oneHot("vendor").values("v3", "v9"),
        Stages.oneHot("vendor").maxCategories(2),
        Stages.oneHot("vendor").maxCategories(2).unseen(UnseenCategory.OTHER),
        Stages.oneHot("vendor").values("v1", "v4").unseen(UnseenCategory.OTHER),
        Stages.oneHot("riders"),
        Stages.oneHot("day").dropping(),
        Stages.oneHot("night"),
        Stages.rollingMean("fare", 1),
        Stages.rollingMean("fare", 5),
        Stages.rollingMean("riders", 50).minRows(3),
        Stages.rollingMean("meters", 7).excludingCurrentRow().as("before"),
        Stages.rollingMean("fare", 3).per("vendor"),
        Stages.rollingMean("fare", 4).per("vendor").keys(KeyLimit.atMost(2)),
        Stages.rollingMean("tip", 4).per("vendor", "zone").minRows(2).keys(KeyLimit.atMost(9)),
        Stages.rollingMean("tip", 2).per("riders").excludingCurrentRow(),
        Stages.lag("fare", 1),
        Stages.lag("meters", 13),
        Stages.lag("riders", 2).per("zone"),
        Stages.lag("tip", 1).per("day", "night").keys(KeyLimit.atMost(3)),
        Stages.add("fare", "meters"),
        Stages.subtract("fare", 2.5).as("less"),
        Stages.multiply("tip", "tip"),
        Stages.divide("fare", "riders"),
        Stages.divide("meters", 1000),
        Stages.extractNumber("size", "(-?[0-9.]+)( kg)?"),
        Stages.extractNumber("vendor", "[0-9]").as("vendor_number"),
        Stages.tables(
            "double it",
            table -> table.addColumns(table.doubleColumn("fare").multiply(2).setName("twice"))),
        Stages.tables("fewer", table -> table.selectColumns("vendor", "stamp", "pickup", "night")),
        Stages.tables(
                "derive n", t -> t.addColumns(DoubleColumn.create("n", new double[t.rowCount()])))
            .adding(ColumnSpec.real("n")));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void keepsTheContractOfAStage(Stage stage) {
    StageCheck.check(stage, TripRows.of(150, 7), 11);
    StageCheck.check(stage, TripRows.of(40, 8), 12);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void retainsLessWhenASmallerChunkFollowsARollback(Stage stage) {
    Chunk rows = TripRows.of(20_000, 5);
    StageRun run = stage.open(rows.schema());
    run.mark();
    run.process(rows);
    long large = run.retainedBytes();
    run.rollback();
    run.process(rows.slice(0, 10));
    assertThat(run.retainedBytes()).isLessThanOrEqualTo(large / 2);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void saysWhereEachNewColumnComesFromOrThatItIsUnknown(Stage stage) {
    Lineage lineage = stage.lineage(TripRows.SCHEMA);
    if (lineage.isKnown()) {
      for (ColumnSpec made : stage.open(TripRows.SCHEMA).output().added(TripRows.SCHEMA)) {
        assertThat(lineage.sameRowInputs(made.name())).as(made.name()).isNotNull();
      }
    } else {
      assertThat(stage.open(TripRows.SCHEMA)).isInstanceOf(StatelessRun.class);
    }
  }

  static Stream<Stage> chains() {
    return Stream.of(
        Chain.of(Stages.oneHot("vendor"), Stages.oneHot("zone"), Stages.oneHot("riders")),
        Chain.of(
            Stages.oneHot("vendor").maxCategories(3),
            Stages.filter("even rows", row -> row.sourceRow() % 2 == 0),
            Stages.oneHot("zone").dropping(),
            Stages.impute(List.of("fare", "tip"), Impute.RUNNING_MEAN),
            Stages.dropMissing("riders"),
            Stages.standardScale("fare"),
            Stages.rename("tip", "extra"),
            Stages.oneHot("day").values("2022-01-08").unseen(UnseenCategory.OTHER),
            Stages.rollingMean("fare", 4).per("vendor"),
            Stages.derive(ColumnSpec.real("both"), row -> row.number("fare") + row.number("extra")),
            Stages.deriveText("where", row -> row.text("vendor") + row.sourceRow()),
            Stages.extractNumber("size", "[0-9]+"),
            Stages.add("fare", "extra"),
            Stages.drop("night")),
        Chain.of(
            Stages.derive(ColumnSpec.integer("fare"), row -> Math.rint(row.number("tip"))),
            Stages.rename("fare", "price"),
            Stages.derive(ColumnSpec.longInteger("fare"), row -> row.number("price") * 2),
            Stages.select("fare", "vendor"),
            Stages.oneHot("vendor"),
            Stages.lag("fare", 2)));
  }

  /**
   * Columns that grow in different stages stand in the order of (row, stage) at every chunk size.
   */
  @ParameterizedTest
  @MethodSource("chains")
  void keepsTheContractBehindStagesThatGrow(Stage chain) {
    StageCheck.check(chain, TripRows.of(150, 7), 13);
  }

  @Test
  void defaultNamesTellStagesApart() {
    Map<String, Stage> byName = new LinkedHashMap<>();
    for (Stage stage :
        List.of(
            Stages.rollingMean("fare", 5),
            Stages.rollingMean("fare", 50),
            Stages.rollingMean("tip", 5),
            Stages.select("a", "b", "c", "d"),
            Stages.select("a", "b", "c", "d", "e"),
            Stages.oneHot("a"),
            Stages.drop("a"))) {
      assertThat(byName.put(stage.name(), stage)).as(stage.name()).isNull();
    }
  }
}
