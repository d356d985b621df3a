"""Tabular Q-learning on Python's Gymnasium, the loop that everybody writes: alpha 0.5, epsilon 0.1, gamma 1, ties at random.

pip install gymnasium numpy && python bench/peers/gymnasium_cliff.py
"""
import random
import time

import gymnasium as gym

ALPHA, EPSILON, GAMMA = 0.5, 0.1, 1.0


def train(env, q, steps):
    state, _ = env.reset()
    for _ in range(steps):
        values = q[state]
        if random.random() < EPSILON:
            action = random.randrange(4)
        else:
            best = max(values)
            action = random.choice([a for a in range(4) if values[a] == best])
        successor, reward, terminated, truncated, _ = env.step(action)
        target = reward if terminated else reward + GAMMA * max(q[successor])
        values[action] += ALPHA * (target - values[action])
        state = env.reset()[0] if terminated or truncated else successor


env = gym.make("CliffWalking-v1")
env.reset(seed=0)
table = [[0.0] * 4 for _ in range(48)]
train(env, table, 20_000)
rates = []
for _ in range(7):
    start = time.perf_counter()
    train(env, table, 100_000)
    rates.append(100_000 / (time.perf_counter() - start))
rates.sort()
print(f"gymnasium {gym.__version__}: {rates[3] / 1e6:.3f} M steps/s ({rates[0] / 1e6:.3f} to {rates[-1] / 1e6:.3f})")
