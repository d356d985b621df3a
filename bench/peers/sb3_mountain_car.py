"""Stable-Baselines3's A2C on MountainCar-v0 with RL Zoo's settings, by the protocol of bench/results/policy-based: the last model, 100 episodes
on fresh seeds, greedy and drawn.

    pip install stable-baselines3==2.9.2 && python bench/peers/sb3_mountain_car.py 10 46 > bench/peers/sb3_mountain_car.csv
"""
import random
import sys
import time

import gymnasium
import numpy as np
import torch
from stable_baselines3 import A2C
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.vec_env import VecNormalize

ENV, ROWS, STEPS, EPISODES, FRESH = "MountainCar-v0", 16, 1_000_000, 100, 10_000


def scores(agent, normalize, seed, deterministic):
    """Mean returns of episodes that begin in the states which reset(seed=10000 + seed), reset(), ... give."""
    np.random.seed(FRESH + seed)
    random.seed(FRESH + seed)
    torch.manual_seed(FRESH + seed)
    env, returns = gymnasium.make(ENV), []
    for episode in range(EPISODES):
        observation, _ = env.reset(seed=FRESH + seed) if episode == 0 else env.reset()
        total, over = 0.0, False
        while not over:
            action, _ = agent.predict(normalize.normalize_obs(observation), deterministic=deterministic)
            observation, reward, terminated, truncated, _ = env.step(action)
            total, over = total + float(reward), terminated or truncated
        returns.append(total)
    return returns


torch.set_num_threads(1)
print("algo,env,seed,steps,eval_mode,eval_episodes,mean_return,std_return,min_return,max_return,train_cpu_seconds", flush=True)
for seed in range(int(sys.argv[1]), int(sys.argv[2])):
    rows = VecNormalize(make_vec_env(ENV, n_envs=ROWS, seed=seed), norm_obs=True, norm_reward=True, gamma=0.99, clip_obs=10, clip_reward=10)
    agent = A2C("MlpPolicy", rows, ent_coef=0.0, seed=seed, device="cpu")
    begin = time.process_time()
    agent.learn(STEPS)
    spent = time.process_time() - begin
    rows.training = False
    for mode in ("deterministic", "stochastic"):
        returns = scores(agent, rows, seed, mode == "deterministic")
        print(f"a2c,{ENV},{seed},{agent.num_timesteps},{mode},{EPISODES},{np.mean(returns):.4f},{np.std(returns):.4f},{min(returns):.4f},{max(returns):.4f},{spent:.2f}", flush=True)
