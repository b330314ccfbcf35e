package org.bandsaw.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bandsaw.data.Figure;

/**
 * How well a learner predicts: in a stream before it learned each row, in a batch on the rows held
 * out.
 *
 * @param learner its name
 * @param rows how many predictions the figures are over
 * @param scores by name, in a fixed order: {@code rmse}, {@code mae} and {@code r2}, and for a
 *     classification also {@code log_loss}, {@code accuracy}, {@code f1} and {@code roc_auc}
 */
public record LearnerScores(String learner, long rows, Map<String, Figure> scores) {

  public LearnerScores {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }
}
