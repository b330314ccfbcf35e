package org.bandsaw;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.LearningRate;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.learn.Prequential;
import org.bandsaw.learn.TargetTransform;
import org.bandsaw.probe.Ticker;
import org.bandsaw.stage.Columns;
import org.bandsaw.stage.DatePart;
import org.bandsaw.stage.Expanding;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.KeyLimit;
import org.bandsaw.stage.Lag;
import org.bandsaw.stage.Rolling;
import org.bandsaw.stage.RollingOverTime;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.UnseenCategory;

/** Creates pipelines of random built-in stages for {@link RandomRows}, from a seed. */
final class RandomPipeline {

  /** Creates a stage for the present columns; empty if none of them is suitable. */
  private interface StageFactory {
    Optional<? extends Stage> create(RandomPipeline at);
  }

  private static final Map<String, StageFactory> FACTORIES = factories();

  private final Random random;
  private final Map<String, Integer> used;
  private final Set<String> encoded = new TreeSet<>();
  private Schema schema;
  private int stageCount;

  private RandomPipeline(Random random, Map<String, Integer> used) {
    this.random = random;
    this.used = used;
    this.schema = RandomRows.SCHEMA;
  }

  /** Returns the names of all kinds of stages. */
  static Set<String> kinds() {
    return FACTORIES.keySet();
  }

  /**
   * Returns a pipeline of 3 to 7 stages.
   *
   * @param used counts the kinds of stages that were created
   */
  static Pipeline of(long seed, Map<String, Integer> used) {
    return new RandomPipeline(new Random(seed), used).pipeline();
  }

  private Pipeline pipeline() {
    Pipeline.Builder builder = Pipeline.builder().seed(random.nextInt(100));
    int stages = 3 + random.nextInt(5);
    List<String> kinds = new ArrayList<>(FACTORIES.keySet());
    Map<String, Integer> here = new TreeMap<>();
    Set<String> names = new HashSet<>();
    while (stageCount < stages) {
      String kind = kinds.get(random.nextInt(kinds.size()));
      Optional<? extends Stage> stage =
          FACTORIES.getOrDefault(kind, RandomPipeline::select).create(this);
      if (stage.isPresent() && names.add(stage.get().name())) {
        builder.stage(stage.get());
        schema = StageChain.open(stage.get(), schema).output();
        stageCount++;
        here.merge(kind, 1, Integer::sum);
      }
    }
    here.forEach((kind, n) -> used.merge(kind, 1, Integer::sum));
    if (random.nextInt(5) > 0) {
      learn(builder);
    }
    return builder.build();
  }

  private void learn(Pipeline.Builder builder) {
    double tiny = 1e-7; // the columns are not scaled, and the weights must stay finite
    OnlineLearner sgd =
        Learners.sgd()
            .learningRate(
                random.nextBoolean()
                    ? LearningRate.constant(tiny)
                    : LearningRate.inverseScaling(tiny));
    OnlineLearner learner =
        switch (random.nextInt(9)) {
          case 0 -> Learners.mean();
          case 4 -> Learners.refit(Learners.ridge(1), 20).every(1 + random.nextInt(9));
          case 5 -> Learners.refit(Learners.forest(2), 25).every(4 + random.nextInt(20));
          case 6 -> Learners.transformedTarget(sgd, TargetTransform.CBRT);
          case 1 -> Learners.scaledTarget(sgd);
          case 2 -> Learners.sgd().learningRate(LearningRate.constant(tiny)).huber();
          case 3 -> Learners.sgd().learningRate(LearningRate.constant(tiny)).l1(0.01).averaged(5);
          default -> sgd;
        };
    builder.learn("y", learner);
    if (random.nextInt(4) == 0) {
      builder.learn("challenger", "y", Learners.mean());
    }
    if (random.nextInt(5) == 0) {
      builder.stage(
          Stages.derive(ColumnSpec.real("weight"), row -> Math.abs(row.number("y")) % 3).from("y"));
      builder.rowWeights("weight");
    }
    Prequential scoring =
        switch (random.nextInt(3)) {
          case 0 -> Prequential.cumulative();
          case 1 -> Prequential.window(2 + random.nextInt(20));
          default -> Prequential.fading(0.9);
        };
    builder.scoring(random.nextInt(3) == 0 ? scoring.labelDelay(1 + random.nextInt(9)) : scoring);
    builder.newFeatures(random.nextInt(3) == 0 ? NewFeatures.IGNORE : NewFeatures.GROW);
  }

  private String newName(String prefix) {
    return prefix + stageCount;
  }

  /** Some columns of an earlier stage may have been dropped since. */
  private boolean isFree(String prefix) {
    return schema.names().stream().noneMatch(name -> name.startsWith(prefix));
  }

  private Optional<String> anyColumn() {
    return pick(schema.columns());
  }

  private Optional<String> numericColumn() {
    return pick(schema.columns().stream().filter(c -> c.type().isNumeric()).toList());
  }

  private Optional<String> textColumn() {
    return pick(schema.columns().stream().filter(c -> c.type() == ValueType.STRING).toList());
  }

  /** Returns any column except the target. */
  private Optional<String> pick(List<ColumnSpec> from) {
    List<String> names =
        from.stream().map(ColumnSpec::name).filter(name -> !name.equals("y")).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(names.get(random.nextInt(names.size())));
  }

  private static Map<String, StageFactory> factories() {
    Map<String, StageFactory> makers = new LinkedHashMap<>();
    makers.put("select", RandomPipeline::select);
    makers.put(
        "drop", at -> at.schema.size() < 6 ? Optional.empty() : at.anyColumn().map(Stages::drop));
    makers.put("rename", at -> at.anyColumn().map(from -> Stages.rename(from, at.newName("r"))));
    makers.put("dropMissing", at -> at.numericColumn().map(Stages::dropMissing));
    makers.put("derive", RandomPipeline::derive);
    makers.put("deriveText", RandomPipeline::deriveText);
    makers.put("filter", RandomPipeline::filter);
    makers.put("impute", RandomPipeline::impute);
    makers.put("standardScale", at -> at.numericColumn().map(Stages::standardScale));
    makers.put("oneHot", RandomPipeline::oneHot);
    makers.put("oneHot growing", RandomPipeline::oneHotGrowing);
    makers.put("rollingMean", at -> at.rolling(Stages::rollingMean, false));
    makers.put("rollingMean per key", at -> at.rolling(Stages::rollingMean, true));
    makers.put("rollingStd", at -> at.rolling(Stages::rollingStd, at.random.nextBoolean()));
    makers.put("rollingMin", at -> at.rolling(Stages::rollingMin, at.random.nextBoolean()));
    makers.put("rollingMax", at -> at.rolling(Stages::rollingMax, at.random.nextBoolean()));
    makers.put("rollingCount", at -> at.rolling(Stages::rollingCount, at.random.nextBoolean()));
    makers.put("rolling over time", at -> at.rollingOverTime(false));
    makers.put("rolling over time per key", at -> at.rollingOverTime(true));
    makers.put("expanding", at -> at.expanding(false));
    makers.put("expanding per key", at -> at.expanding(true));
    makers.put("lag", at -> at.lag(Stages::lag));
    makers.put("difference", at -> at.lag(Stages::difference));
    makers.put("imputeLastValue", RandomPipeline::imputeLastValue);
    makers.put("imputeRunningMedian", RandomPipeline::imputeRunningMedian);
    makers.put("minMaxScale", at -> at.numericColumn().map(Stages::minMaxScale));
    makers.put("clip", at -> at.numericColumn().map(column -> Stages.clip(column, -1, 1.5)));
    makers.put("polynomial", RandomPipeline::polynomial);
    makers.put("interactions", RandomPipeline::interactions);
    makers.put("rowStatistic", RandomPipeline::rowStatistic);
    makers.put("bins", RandomPipeline::bins);
    makers.put("anomaly", RandomPipeline::anomaly);
    makers.put("dateParts", RandomPipeline::dateParts);
    makers.put("cleanText", RandomPipeline::cleanText);
    makers.put("hashEncode", RandomPipeline::hashEncode);
    makers.put("frequencyEncode", RandomPipeline::frequencyEncode);
    makers.put("ordinalEncode", RandomPipeline::ordinalEncode);
    makers.put("targetEncode", RandomPipeline::targetEncode);
    makers.put("arithmetic", RandomPipeline::arithmetic);
    makers.put("extractNumber", RandomPipeline::extractNumber);
    makers.put("onAll", RandomPipeline::onAll);
    makers.put("tables", RandomPipeline::tables);
    return makers;
  }

  private Optional<Stage> select() {
    List<String> names = new ArrayList<>(schema.names());
    if (schema.isOpenEnded() || names.size() < 6) {
      return Optional.empty();
    }
    anyColumn().ifPresent(names::remove);
    return Optional.of(Stages.select(names.toArray(String[]::new)));
  }

  private Optional<Stage> derive() {
    ColumnSpec made = ColumnSpec.real(newName("d"));
    return numericColumn()
        .map(
            from ->
                Stages.derive(made, row -> row.number(from) * 2 + row.sourceRow() % 3).from(from));
  }

  private Optional<Stage> deriveText() {
    String made = newName("t");
    return anyColumn()
        .map(
            from ->
                Stages.deriveText(made, row -> row.isMissing(from) ? "none" : row.text(from))
                    .from(from));
  }

  private Optional<Stage> filter() {
    String name = newName("f");
    return numericColumn().map(from -> Stages.filter(name, row -> !(row.number(from) > 1.5)));
  }

  private Optional<Stage> impute() {
    Impute how = random.nextBoolean() ? Impute.RUNNING_MEAN : Impute.constant(7);
    return numericColumn().map(column -> Stages.impute(column, how));
  }

  private Optional<Stage> oneHot() {
    return textColumn()
        .filter(column -> isFree(column + "__") && encoded.add(column))
        .map(
            column ->
                switch (random.nextInt(3)) {
                  case 0 -> Stages.oneHot(column).values("a", "b").unseen(UnseenCategory.OTHER);
                  case 1 -> Stages.oneHot(column).maxCategories(1 + random.nextInt(5));
                  default -> Stages.oneHot(column);
                });
  }

  private Optional<Stage> oneHotGrowing() {
    return textColumn()
        .filter(column -> isFree(column + "__") && encoded.add(column))
        .map(Stages::oneHot);
  }

  private Optional<Stage> rolling(BiFunction<String, Integer, Rolling> maker, boolean keyed) {
    boolean ofTarget = random.nextInt(4) == 0;
    Optional<String> column = ofTarget ? Optional.of("y") : numericColumn();
    Optional<String> key = textColumn();
    if (column.isEmpty() || (keyed && key.isEmpty())) {
      return Optional.empty();
    }
    int rows = 1 + random.nextInt(12);
    Rolling rolling = maker.apply(column.get(), rows).as(newName("m"));
    if (keyed) {
      rolling = rolling.per(key.orElseThrow()).keys(KeyLimit.atMost(1 + random.nextInt(6)));
    }
    if (random.nextInt(3) == 0) {
      rolling = rolling.minRows(1 + random.nextInt(rows));
    }
    return Optional.of(ofTarget || random.nextBoolean() ? rolling.excludingCurrentRow() : rolling);
  }

  private Optional<Stage> rollingOverTime(boolean keyed) {
    Optional<String> column = numericColumn();
    Optional<String> time =
        pick(
            schema.columns().stream()
                .filter(c -> c.type() == ValueType.DATE_TIME || c.type() == ValueType.LONG)
                .toList());
    Optional<String> key = textColumn();
    if (column.isEmpty() || time.isEmpty() || (keyed && key.isEmpty())) {
      return Optional.empty();
    }
    String of = column.get();
    String ts = time.get();
    Duration span = Duration.ofSeconds(1 + random.nextInt(12));
    RollingOverTime rolling =
        switch (random.nextInt(5)) {
          case 0 -> Stages.rollingMean(of, span, ts);
          case 1 -> Stages.rollingStd(of, span, ts);
          case 2 -> Stages.rollingMin(of, span, ts);
          case 3 -> Stages.rollingMax(of, span, ts);
          default -> Stages.rollingCount(of, span, ts);
        };
    if (keyed) {
      rolling = rolling.per(key.orElseThrow()).keys(KeyLimit.atMost(1 + random.nextInt(6)));
    }
    if (random.nextInt(3) == 0) {
      rolling = rolling.atMost(1 + random.nextInt(5));
    }
    rolling = rolling.as(newName("over"));
    return Optional.of(random.nextBoolean() ? rolling.excludingCurrentRow() : rolling);
  }

  private Optional<Stage> expanding(boolean keyed) {
    boolean ofTarget = random.nextInt(4) == 0;
    Optional<String> column = ofTarget ? Optional.of("y") : numericColumn();
    Optional<String> key = textColumn();
    if (column.isEmpty() || (keyed && key.isEmpty())) {
      return Optional.empty();
    }
    String of = column.get();
    Expanding expanding =
        switch (random.nextInt(5)) {
          case 0 -> Stages.expandingMean(of);
          case 1 -> Stages.expandingStd(of);
          case 2 -> Stages.expandingMin(of);
          case 3 -> Stages.expandingMax(of);
          default -> Stages.expandingCount(of);
        };
    if (keyed) {
      expanding = expanding.per(key.orElseThrow()).keys(KeyLimit.atMost(1 + random.nextInt(6)));
    }
    expanding = expanding.as(newName("e"));
    return Optional.of(
        ofTarget || random.nextBoolean() ? expanding.excludingCurrentRow() : expanding);
  }

  private Optional<Stage> imputeLastValue() {
    return anyColumn().map(column -> Stages.impute(column, Impute.LAST_VALUE));
  }

  private Optional<Stage> imputeRunningMedian() {
    return numericColumn().map(column -> Stages.impute(column, Impute.RUNNING_MEDIAN));
  }

  private Optional<Stage> polynomial() {
    return numericColumn()
        .filter(column -> isFree(column + "_"))
        .map(column -> Stages.polynomial(column, 2 + random.nextInt(2)));
  }

  private Optional<Stage> interactions() {
    Optional<String> a = numericColumn();
    Optional<String> b = numericColumn();
    return a.isEmpty() || a.equals(b) || schema.contains(a.get() + "_times_" + b.orElseThrow())
        ? Optional.empty()
        : Optional.of(Stages.interactions(a.get(), b.orElseThrow()));
  }

  private Optional<Stage> rowStatistic() {
    String out = newName("w");
    Optional<String> a = numericColumn();
    Optional<String> b = numericColumn();
    if (a.isEmpty() || a.equals(b)) {
      return Optional.empty();
    }
    String[] columns = {a.get(), b.orElseThrow()};
    return Optional.of(
        switch (random.nextInt(3)) {
          case 0 -> Stages.rowSum(columns).as(out);
          case 1 -> Stages.rowMean(columns).as(out);
          default -> Stages.rowVariance(columns).as(out);
        });
  }

  private Optional<Stage> bins() {
    String out = newName("bin");
    return numericColumn().map(column -> Stages.bins(column, -1, 0.25, 2).as(out));
  }

  private Optional<Stage> anomaly() {
    String out = newName("odd");
    return numericColumn().map(column -> Stages.anomaly(column).threshold(1.2).as(out));
  }

  private Optional<Stage> lag(BiFunction<String, Integer, Lag> maker) {
    String out = newName("lag");
    int rows = 1 + random.nextInt(5);
    Optional<String> key = random.nextBoolean() ? textColumn() : Optional.empty();
    boolean isLag = maker.apply("y", 1).kind() == Lag.Kind.LAG; // the difference would leak y
    Optional<String> column = isLag && random.nextInt(4) == 0 ? Optional.of("y") : numericColumn();
    return column.map(
        of -> {
          Lag lag = maker.apply(of, rows).as(out);
          return key.map(lag::per).orElse(lag);
        });
  }

  private Optional<Stage> dateParts() {
    return pick(schema.columns().stream().filter(c -> c.type() == ValueType.DATE_TIME).toList())
        .filter(column -> isFree(column + "_"))
        .map(column -> Stages.dateParts(column, DatePart.values()));
  }

  private Optional<Stage> cleanText() {
    return textColumn().map(column -> Stages.cleanText(column).lowerCase());
  }

  private Optional<Stage> hashEncode() {
    return textColumn()
        .filter(column -> isFree(column + "_hash_"))
        .map(column -> Stages.hashEncode(column, 2 + random.nextInt(4)));
  }

  private Optional<Stage> frequencyEncode() {
    String out = newName("q");
    int most = 1 + random.nextInt(12);
    return textColumn().map(column -> Stages.frequencyEncode(column).maxCategories(most).as(out));
  }

  private Optional<Stage> ordinalEncode() {
    String out = newName("o");
    int most = 2 + random.nextInt(9);
    return textColumn()
        .map(Stages::ordinalEncode)
        .map(stage -> random.nextInt(3) == 0 ? stage.values("b", "a") : stage)
        .map(stage -> stage.maxCategories(most).as(out));
  }

  private Optional<Stage> targetEncode() {
    String out = newName("p");
    int most = 1 + random.nextInt(9);
    return textColumn()
        .map(column -> Stages.targetEncode(column, "y").smoothing(random.nextInt(3)))
        .map(stage -> stage.maxCategories(most).as(out));
  }

  private Optional<Stage> arithmetic() {
    String out = newName("c");
    Optional<String> other = numericColumn();
    return numericColumn()
        .map(
            a ->
                switch (random.nextInt(4)) {
                  case 0 -> Stages.add(a, other.orElse(a));
                  case 1 -> Stages.subtract(a, 0.5);
                  case 2 -> Stages.multiply(a, 3);
                  default -> Stages.divide(a, other.orElse(a));
                })
        .map(stage -> stage.as(out));
  }

  private Optional<Stage> extractNumber() {
    String out = newName("x");
    return textColumn().map(column -> Stages.extractNumber(column, "([0-9.]+)").as(out));
  }

  private Optional<Stage> onAll() {
    Columns numbers = Columns.numbers().except("y");
    Columns texts = Columns.texts().except(encoded.toArray(String[]::new));
    Stage stage =
        switch (random.nextInt(4)) {
          case 0 -> Stages.onAll(numbers, Stages.standardScale(Columns.EACH));
          case 1 -> Stages.onAll(numbers, Stages.impute(Columns.EACH, Impute.RUNNING_MEAN));
          case 2 -> Stages.onAll(texts, Stages.cleanText(Columns.EACH));
          default ->
              Stages.onAll(texts, Stages.oneHot(Columns.EACH).maxCategories(3).droppingInput());
        };
    return Optional.of(stage);
  }

  private Optional<Stage> tables() {
    String out = newName("half");
    return numericColumn()
        .filter(column -> schema.typeOf(column) == ValueType.DOUBLE)
        .map(
            column ->
                Stages.tables(
                    out,
                    table -> table.addColumns(table.doubleColumn(column).divide(2).setName(out))));
  }

  /** Opens the stages, which {@code build} does not do. */
  static Schema output(Pipeline pipeline) {
    return StageChain.open(pipeline.stages(), RandomRows.SCHEMA, Ticker.system()).output();
  }
}
