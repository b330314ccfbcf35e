package org.bandsaw.stage;

import java.util.Random;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Dictionary;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.LongVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;

/** Seeded rows of every type with missing values, a gap in the source rows, and an odd infinity. */
final class TripRows {

  static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.real("fare"),
          ColumnSpec.real("tip"),
          ColumnSpec.integer("riders"),
          ColumnSpec.longInteger("meters"),
          ColumnSpec.bool("night"),
          ColumnSpec.text("vendor"),
          ColumnSpec.text("zone"),
          ColumnSpec.date("day"),
          ColumnSpec.dateTime("pickup"),
          ColumnSpec.instant("stamp"),
          ColumnSpec.text("size"));

  private TripRows() {}

  static Chunk of(int count, long seed) {
    Random random = new Random(seed);
    double[] fare = new double[count];
    double[] tip = new double[count];
    int[] riders = new int[count];
    long[] meters = new long[count];
    byte[] night = new byte[count];
    int[] vendor = new int[count];
    int[] zone = new int[count];
    int[] day = new int[count];
    long[] pickup = new long[count];
    long[] stamp = new long[count];
    int[] size = new int[count];
    Dictionary vendors = new Dictionary();
    Dictionary zones = new Dictionary();
    Dictionary sizes = new Dictionary();
    int[] kept = new int[count];
    int left = 0;
    for (int i = 0; i < count; i++) {
      fare[i] = random.nextInt(6) == 0 ? Double.NaN : random.nextGaussian() * 20;
      if (random.nextInt(60) == 0) {
        fare[i] = random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      }
      tip[i] = random.nextInt(4) == 0 ? Double.NaN : random.nextInt(9) - 4;
      riders[i] = random.nextInt(6) == 0 ? IntVector.MISSING : random.nextInt(5);
      meters[i] = random.nextInt(6) == 0 ? LongVector.MISSING : random.nextInt(5_000_000);
      night[i] = random.nextInt(6) == 0 ? BooleanVector.MISSING : (byte) random.nextInt(2);
      vendor[i] = random.nextInt(8) == 0 ? 0 : vendors.getOrAdd("v" + random.nextInt(6));
      zone[i] = random.nextInt(8) == 0 ? 0 : zones.getOrAdd("z" + random.nextInt(3));
      day[i] = random.nextInt(8) == 0 ? IntVector.MISSING : 19_000 + random.nextInt(4);
      pickup[i] = random.nextInt(8) == 0 ? LongVector.MISSING : random.nextInt(1_000_000);
      stamp[i] = random.nextInt(8) == 0 ? LongVector.MISSING : random.nextInt(1_000_000);
      String[] texts = {"", "12 kg", "7.5 kg", "heavy", "-3"};
      size[i] = sizes.getOrAdd(texts[random.nextInt(texts.length)]);
      kept[left] = i;
      left += random.nextInt(9) == 0 ? 0 : 1;
    }
    return Chunk.of(
            100,
            SCHEMA,
            count,
            DoubleVector.wrap(fare, count),
            DoubleVector.wrap(tip, count),
            IntVector.wrap(ValueType.INT, riders, count),
            LongVector.wrap(ValueType.LONG, meters, count),
            BooleanVector.wrap(night, count),
            StringVector.wrap(vendor, count, vendors),
            StringVector.wrap(zone, count, zones),
            IntVector.wrap(ValueType.DATE, day, count),
            LongVector.wrap(ValueType.DATE_TIME, pickup, count),
            LongVector.wrap(ValueType.INSTANT, stamp, count),
            StringVector.wrap(size, count, sizes))
        .selectRows(kept, left);
  }
}
