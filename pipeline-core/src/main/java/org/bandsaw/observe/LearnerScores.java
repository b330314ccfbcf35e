package org.bandsaw.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bandsaw.data.Figure;

/**
 * The scores of a learner: in a stream those of predictions made before each row is learned, in a
 * batch those on the held-out rows.
 *
 * @param learner the name of the learner
 * @param rows the number of scored predictions
 * @param scores by name, in a fixed order: {@code rmse}, {@code mae} and {@code r2}, and for a
 *     classification also {@code log_loss}, {@code accuracy}, {@code f1} and {@code roc_auc}
 */
public record LearnerScores(String learner, long rows, Map<String, Figure> scores) {

  public LearnerScores {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }
}
