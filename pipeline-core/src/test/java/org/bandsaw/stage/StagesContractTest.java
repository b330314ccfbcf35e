package org.bandsaw.stage;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.testkit.StageContract;
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
        Stages.oneHot("vendor").droppingInput(),
        Stages.oneHot("vendor").values("v3", "v9"),
        Stages.oneHot("vendor").maxCategories(2),
        Stages.oneHot("vendor").maxCategories(2).unseen(UnseenCategory.OTHER),
        Stages.oneHot("vendor").values("v1", "v4").unseen(UnseenCategory.OTHER),
        Stages.oneHot("riders"),
        Stages.oneHot("day").droppingInput(),
        Stages.oneHot("night"),
        Stages.rollingMean("fare", 1),
        Stages.rollingMean("fare", 5),
        Stages.rollingMean("riders", 50).minRows(3),
        Stages.rollingMean("meters", 7).excludingCurrentRow().as("before"),
        Stages.rollingMean("fare", 3).per("vendor"),
        Stages.rollingMean("fare", 4).per("vendor").keys(KeyLimit.atMost(2)),
        Stages.rollingMean("tip", 4).per("vendor", "zone").minRows(2).keys(KeyLimit.atMost(9)),
        Stages.rollingMean("tip", 2).per("riders").excludingCurrentRow(),
        Stages.rollingStd("fare", 5),
        Stages.rollingStd("riders", 7).ddof(0).minRows(2).excludingCurrentRow().per("zone"),
        Stages.rollingMin("tip", 4),
        Stages.rollingMin("fare", 3).per("vendor").keys(KeyLimit.atMost(2)),
        Stages.rollingMax("tip", 6).excludingCurrentRow(),
        Stages.rollingMax("meters", 5).per("zone", "night"),
        Stages.rollingCount("fare", 6),
        Stages.rollingCount("tip", 6).minRows(5).excludingCurrentRow(),
        Stages.rollingMean("fare", Duration.ofMillis(300), "pickup"),
        Stages.rollingStd("meters", Duration.ofMillis(90), "stamp").per("zone").ddof(0),
        Stages.rollingMin("tip", Duration.ofDays(2), "day").excludingCurrentRow(),
        Stages.rollingMax("riders", Duration.ofMinutes(5), "meters").per("vendor", "night"),
        Stages.rollingCount("fare", Duration.ofMillis(40), "stamp")
            .atMost(5)
            .per("vendor")
            .keys(KeyLimit.atMost(2)),
        Stages.expandingMean("fare"),
        Stages.expandingMean("tip").excludingCurrentRow().per("vendor"),
        Stages.expandingStd("riders").per("zone").keys(KeyLimit.atMost(2)),
        Stages.expandingStd("fare").ddof(0).excludingCurrentRow(),
        Stages.expandingMin("fare"),
        Stages.expandingMax("meters").per("riders"),
        Stages.expandingCount("tip"),
        Stages.difference("fare", 1),
        Stages.difference("meters", 3).per("zone"),
        Stages.impute(List.of("fare", "riders"), Impute.LAST_VALUE),
        Stages.impute(List.of("vendor", "zone"), Impute.LAST_VALUE),
        Stages.impute(List.of("night", "day", "pickup", "stamp", "meters"), Impute.LAST_VALUE),
        Stages.impute("fare", Impute.RUNNING_MEDIAN),
        Stages.impute(List.of("tip", "riders", "meters"), Impute.RUNNING_MEDIAN),
        Stages.minMaxScale("fare", "riders", "meters"),
        Stages.clip("fare", -1, 7.5),
        Stages.clip("meters", 0, Double.POSITIVE_INFINITY),
        Stages.polynomial("tip", 4),
        Stages.interactions("fare", "tip", "meters"),
        Stages.rowSum("fare", "tip", "riders"),
        Stages.rowMean("fare", "meters"),
        Stages.rowVariance("tip", "riders", "meters"),
        Stages.bins("fare", -10, 0, 3.5, 20),
        Stages.anomaly("fare").threshold(1.5),
        Stages.anomaly("meters").threshold(1),
        Stages.dateParts("day", DatePart.YEAR, DatePart.MONTH, DatePart.DAY),
        Stages.dateParts("pickup", DatePart.values()),
        Stages.dateParts("stamp", DatePart.HOUR, DatePart.DAY_OF_WEEK),
        Stages.cleanText("size"),
        Stages.cleanText("vendor").lowerCase().keepingInnerWhitespace(),
        Stages.hashEncode("vendor", 3),
        Stages.frequencyEncode("vendor"),
        Stages.frequencyEncode("vendor").maxCategories(2),
        Stages.ordinalEncode("vendor"),
        Stages.ordinalEncode("vendor").maxCategories(3),
        Stages.ordinalEncode("vendor").values("v3", "v9").unseen(UnseenCategory.OTHER),
        Stages.ordinalEncode("vendor").values("v3", "v9"),
        Stages.targetEncode("vendor", "tip"),
        Stages.targetEncode("vendor", "fare").smoothing(0).maxCategories(3),
        Stages.targetEncode("zone", "meters").smoothing(2.5),
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
        Stages.onAll(Columns.numbers(), Stages.standardScale(Columns.EACH)),
        Stages.onAll(
            Columns.numbers().except("fare"), Stages.impute(Columns.EACH, Impute.RUNNING_MEAN)),
        Stages.onAll(Columns.numbers(), Stages.clip(Columns.EACH, -1, 7.5)),
        Stages.onAll(
            Columns.numbers().except("riders", "tip"),
            Stages.impute(Columns.EACH, Impute.LAST_VALUE)),
        Stages.onAll(Columns.numbers(), Stages.dropMissing(Columns.EACH)),
        Stages.onAll(Columns.texts(), Stages.drop(Columns.EACH)),
        Stages.onAll(Columns.ifPresent("zone", "color", "fare"), Stages.drop(Columns.EACH)),
        Stages.onAll(Columns.texts(), Stages.oneHot(Columns.EACH).droppingInput()),
        Stages.onAll(Columns.texts().except("size"), Stages.oneHot(Columns.EACH).maxCategories(2)),
        Stages.onAll(Columns.texts(), Stages.cleanText(Columns.EACH).lowerCase()),
        Stages.onAll(Columns.texts(), Stages.frequencyEncode(Columns.EACH)),
        Stages.onAll(Columns.texts(), Stages.ordinalEncode(Columns.EACH).maxCategories(3)),
        Stages.onAll(Columns.texts(), Stages.hashEncode(Columns.EACH, 3)),
        Stages.onAll(Columns.texts(), Stages.targetEncode(Columns.EACH, "tip")),
        Stages.onAll(Columns.booleans(), Stages.oneHot(Columns.EACH)),
        Stages.onAll(Columns.booleans().except("night"), Stages.minMaxScale(Columns.EACH)),
        Stages.tables(
            "double it",
            table -> table.addColumns(table.doubleColumn("fare").multiply(2).setName("twice"))),
        Stages.tables("fewer", table -> table.selectColumns("vendor", "stamp", "pickup", "night")),
        Stages.tables(
                "derive n", t -> t.addColumns(DoubleColumn.create("n", new double[t.rowCount()])))
            .adding(ColumnSpec.real("n")));
  }

  @ParameterizedTest
  @MethodSource({"stages", "batchOnlyStages"})
  void keepsTheContractOfAStage(Stage stage) {
    StageContract.of(stage).on(TripRows.of(150, 7)).seed(11).check();
    StageContract.of(stage).on(TripRows.of(40, 8)).seed(12).check();
  }

  @ParameterizedTest
  @MethodSource({"stages", "batchOnlyStages"})
  void retainsLessIfASmallerChunkFollowsARollback(Stage stage) {
    Chunk rows = TripRows.of(20_000, 5);
    StageRun run = stage.open(rows.schema());
    run.mark();
    run.process(rows);
    long large = run.retainedBytes();
    run.rollback();
    run.process(rows.slice(0, 10));
    // there are objects in addition to the buffers for rows
    assertThat(run.retainedBytes()).isLessThanOrEqualTo(Math.max(large / 2, 10_000));
  }

  @ParameterizedTest
  @MethodSource({"stages", "batchOnlyStages"})
  void declaresTheLineageOfEachNewColumnOrThatItIsUnknown(Stage stage) {
    Lineage lineage = stage.lineage(TripRows.SCHEMA);
    if (lineage.isKnown()) {
      for (ColumnSpec made : stage.open(TripRows.SCHEMA).output().addedSince(TripRows.SCHEMA)) {
        assertThat(lineage.sameRowInputs(made.name())).as(made.name()).isNotNull();
      }
    } else {
      assertThat(stage.open(TripRows.SCHEMA)).isInstanceOf(StatelessRun.class);
    }
  }

  @Test
  void coversEveryKindOfStage() {
    Set<Class<?>> tested =
        Stream.concat(stages(), batchOnlyStages()).map(Stage::getClass).collect(toSet());
    List<Class<?>> kinds =
        StageKinds.all().values().stream().filter(Stage.class::isAssignableFrom).toList();

    assertThat(tested).containsAll(kinds);
  }

  @ParameterizedTest
  @MethodSource({"stages", "batchOnlyStages"})
  void roundTripsThroughAFileUnlessItHoldsAFunction(Stage stage) {
    if (stage instanceof Record) {
      StateWriter out = new StateWriter();
      RecordCodec.encode(out, stage, StageKinds.all());
      assertThat(RecordCodec.decode(new StateReader(out.toBytes()), StageKinds.all()))
          .isEqualTo(stage);
    } else {
      assertThat(RecordCodec.isEncodable(stage, StageKinds.all())).isFalse();
    }
  }

  static Stream<Stage> batchOnlyStages() {
    return Stream.of(
        Stages.quantileBins("fare", 4),
        Stages.quantileBins("tip", 20),
        Stages.quantileBins("riders", 3).as("riders"),
        Stages.quantileBins("meters", 1_000),
        Stages.rank("fare"),
        Stages.rank("tip").asShare(),
        Stages.rank("meters").as("meters"),
        Stages.sort("vendor", "fare"),
        Stages.sort("night", "day", "tip", "stamp").descending("day", "stamp"),
        Stages.dropCorrelated("tip", 0.01),
        Stages.dropCorrelated("fare", 0).keeping("riders"),
        Stages.dropCorrelated("fare", 0.99),
        Stages.dropHighCardinality(6),
        Stages.dropHighCardinality(5, "vendor", "zone"));
  }

  static Stream<Stage> chains() {
    return Stream.of(
        Chain.of(Stages.oneHot("vendor"), Stages.oneHot("zone"), Stages.oneHot("riders")),
        Chain.of(
            Stages.oneHot("vendor").maxCategories(3),
            Stages.filter("even rows", row -> row.sourceRow() % 2 == 0),
            Stages.oneHot("zone").droppingInput(),
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
            Stages.oneHot("night"),
            Stages.onAll(Columns.texts(), Stages.oneHot(Columns.EACH)),
            Stages.onAll(Columns.numbers(), Stages.standardScale(Columns.EACH)),
            Stages.oneHot("day")),
        Chain.of(
            Stages.derive(ColumnSpec.integer("fare"), row -> Math.rint(row.number("tip"))),
            Stages.rename("fare", "price"),
            Stages.derive(ColumnSpec.longInteger("fare"), row -> row.number("price") * 2),
            Stages.select("fare", "vendor"),
            Stages.oneHot("vendor"),
            Stages.lag("fare", 2)));
  }

  /** Dynamic columns of several stages are in the order of (row, stage) at every chunk size. */
  @ParameterizedTest
  @MethodSource("chains")
  void keepsTheContractAfterStagesWithDynamicColumns(Stage chain) {
    StageContract.of(chain).on(TripRows.of(150, 7)).seed(13).check();
  }

  @Test
  void defaultNamesDistinguishStages() {
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
