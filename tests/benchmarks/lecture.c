/* The lecture's network, 2-4-4-1 with sigmoids, by hand and for nothing else: what the engine is measured against.
 *
 *     lecture fit EPOCHS      trains by momentum on 128 points in mini-batches of 16, and prints the seconds
 *     lecture surface SIDE    measures the loss over all points at SIDE x SIDE places, and prints the seconds
 *
 * The values of a layer lie unit by unit, the examples innermost, so that the compiler makes vectors of them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POINTS 128
#define BATCH 16
#define WEIGHTS 37
#define LAYERS 3

static const int widths[LAYERS + 1] = {2, 4, 4, 1}, starts[LAYERS] = {0, 12, 32};
static double inputs[2][POINTS], targets[POINTS];

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double random_number(double low, double high) { return low + (high - low) * rand() / RAND_MAX; }

static inline double sigmoid(double x) { return 1.0 / (1.0 + exp(-x)); }

/* One layer: out[u] = sigmoid(bias[u] + sum over j of kernel[j][u] * in[j]), each a row of `n` examples. */
static inline void layer(int n, int width, int units, const double *w, double in[][POINTS], double out[][POINTS]) {
    for (int u = 0; u < units; u++) {
        for (int i = 0; i < n; i++) out[u][i] = w[width * units + u];
        for (int j = 0; j < width; j++)
            for (int i = 0; i < n; i++) out[u][i] += in[j][i] * w[j * units + u];
        for (int i = 0; i < n; i++) out[u][i] = sigmoid(out[u][i]);
    }
}

/* Back through one layer: delta[u] is d(loss)/d(out[u]), and becomes d(loss)/d(sum); below[j] is written if wanted. */
static inline void back(int width, int units, const double *w, double *g, double in[][POINTS], double out[][POINTS],
                        double delta[][POINTS], double below[][POINTS], int wanted) {
    for (int u = 0; u < units; u++) {
        double bias = 0;
        for (int i = 0; i < BATCH; i++) {
            delta[u][i] *= out[u][i] * (1.0 - out[u][i]);
            bias += delta[u][i];
        }
        g[width * units + u] = bias;
        for (int j = 0; j < width; j++) {
            double dot = 0;
            for (int i = 0; i < BATCH; i++) dot += in[j][i] * delta[u][i];
            g[j * units + u] = dot;
        }
    }
    for (int j = 0; wanted && j < width; j++) {
        for (int i = 0; i < BATCH; i++) below[j][i] = 0;
        for (int u = 0; u < units; u++)
            for (int i = 0; i < BATCH; i++) below[j][i] += delta[u][i] * w[j * units + u];
    }
}

static void fit(int epochs) {
    static double value[LAYERS + 1][4][POINTS], delta[LAYERS + 1][4][POINTS];
    double w[WEIGHTS], v[WEIGHTS] = {0}, g[WEIGHTS], loss = 0, began;
    int order[POINTS];
    for (int i = 0; i < WEIGHTS; i++) w[i] = random_number(-0.5, 0.5);
    for (int i = 0; i < POINTS; i++) order[i] = i;
    began = seconds();
    for (int epoch = 0; epoch < epochs; epoch++) {
        loss = 0;
        for (int i = POINTS - 1; i > 0; i--) {
            int j = rand() % (i + 1), swapped = order[i];
            order[i] = order[j], order[j] = swapped;
        }
        for (int first = 0; first < POINTS; first += BATCH) {
            for (int i = 0; i < BATCH; i++)
                for (int j = 0; j < 2; j++) value[0][j][i] = inputs[j][order[first + i]];
            for (int k = 0; k < LAYERS; k++) layer(BATCH, widths[k], widths[k + 1], w + starts[k], value[k], value[k + 1]);
            for (int i = 0; i < BATCH; i++) {
                double error = value[3][0][i] - targets[order[first + i]];
                loss += error * error;
                delta[3][0][i] = 2.0 / BATCH * error;
            }
            for (int k = LAYERS - 1; k >= 0; k--)
                back(widths[k], widths[k + 1], w + starts[k], g + starts[k], value[k], value[k + 1], delta[k + 1], delta[k],
                     k > 0);
            for (int i = 0; i < WEIGHTS; i++) {
                v[i] = 0.9 * v[i] - 0.1 * g[i];
                w[i] += v[i];
            }
        }
    }
    printf("%.6f %g\n", seconds() - began, loss / POINTS);
}

static void surface(int side) {
    static double value[2][4][POINTS];
    double origin[WEIGHTS], across[WEIGHTS], up[WEIGHTS], w[WEIGHTS], lowest = INFINITY, began;
    for (int i = 0; i < WEIGHTS; i++) {
        origin[i] = random_number(-0.5, 0.5);
        across[i] = random_number(-0.5, 0.5);
        up[i] = random_number(-0.5, 0.5);
    }
    began = seconds();
    for (int row = 0; row < side; row++)
        for (int column = 0; column < side; column++) {
            double a = 4.0 * column / (side - 1) - 2.0, b = 4.0 * row / (side - 1) - 2.0, loss = 0;
            for (int i = 0; i < WEIGHTS; i++) w[i] = origin[i] + a * across[i] + b * up[i];
            for (int u = 0; u < 4; u++)
                for (int i = 0; i < POINTS; i++)
                    value[0][u][i] = sigmoid(w[8 + u] + inputs[0][i] * w[u] + inputs[1][i] * w[4 + u]);
            for (int u = 0; u < 4; u++)
                for (int i = 0; i < POINTS; i++) {
                    double sum = w[28 + u];
                    for (int j = 0; j < 4; j++) sum += value[0][j][i] * w[12 + 4 * j + u];
                    value[1][u][i] = sigmoid(sum);
                }
            for (int i = 0; i < POINTS; i++) {
                double sum = w[36], error;
                for (int j = 0; j < 4; j++) sum += value[1][j][i] * w[32 + j];
                error = sigmoid(sum) - targets[i];
                loss += error * error;
            }
            lowest = fmin(lowest, loss / POINTS);
        }
    printf("%.6f %g\n", seconds() - began, lowest);
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "usage: lecture fit EPOCHS | lecture surface SIDE\n");
        return 2;
    }
    for (int i = 0; i < POINTS; i++) {
        for (int j = 0; j < 2; j++) inputs[j][i] = random_number(-1, 1);
        targets[i] = inputs[0][i] * inputs[1][i] > 0;
    }
    if (strcmp(words[1], "fit") == 0)
        fit(atoi(words[2]));
    else
        surface(atoi(words[2]));
    return 0;
}
