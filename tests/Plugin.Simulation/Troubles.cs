using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Network;
using Plugin.Simulation.People;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation;

/// <summary>Everything that goes wrong in one story, and what people do to the machines meanwhile.</summary>
internal sealed class Troubles(Cluster cluster, IReadOnlyList<Hospital> hospitals, Desk desk, Operator @operator, Scene scene)
{
    private readonly List<Task> _mending = [];
    private readonly Chance _chance = scene.Chance;

    private Process World => scene.Simulator.World;

    /// <summary>Returns when what was broken on purpose is mended.</summary>
    public async Task Make(TimeSpan duration, TimeSpan pause)
    {
        Action[] kinds =
        [
            CrashSilo, CrashSilo, CrashSilo, KillSilo, KillHub, FreezeSilo, FreezeSilo, CutSiloFromDatabase, CutStationFromSilo, CutStation, CutDesk,
            CrashAgent, CrashAgent, CrashAgent, KillAgent, CutPower, FillStation, SlowDatabase, FillDatabase, FailOver, FailOver, JumpSiloClock, JumpStationClock,
            JumpDatabaseClock, Replace, StartSecond,
            @operator.AddSilo, DrainSilo, ResetKey, StopRuns, RestartStation,
        ];
        if (_chance.Of(0.02))
        {
            LoseStation(1300, 1500);
        }
        else if (_chance.Of(0.03))
        {
            LoseStation(130, 200);
        }
        else if (_chance.Of(0.03))
        {
            CutPowerAgain(_chance.Among(hospitals).Station, times: 6);
        }
        else if (_chance.Of(0.03))
        {
            CrashAgentAgain(_chance.Among(hospitals).Station, times: 8);
        }

        while (scene.Simulator.Elapsed < duration)
        {
            await World.Delay(_chance.Between(TimeSpan.FromSeconds(0.2), pause), default);
            _chance.Among(kinds)();
        }

        // Mending may need mending.
        for (var mended = 0; mended < _mending.Count; mended++)
        {
            await _mending[mended];
        }
    }

    private void CrashSilo()
    {
        if (AnySilo() is { } silo)
        {
            silo.Process.CrashIn(_chance.Below(150), () =>
            {
                Note("silo crashed at a step", silo.Name);
                // Whoever supervises it.
                World.After(Some(1, 20), () => cluster.Start(silo.Name));
            });
        }
    }

    private void KillSilo()
    {
        if (AnySilo() is { } silo)
        {
            Note("silo killed", silo.Name);
            cluster.Kill(silo);
            Later(1, 20, () => cluster.Start(silo.Name));
        }
    }

    private void KillHub()
    {
        Note("whole hub killed", "");
        foreach (var silo in cluster.Silos.ToArray())
        {
            cluster.Kill(silo);
            Later(1, 40, () => cluster.Start(silo.Name));
        }
    }

    private void FreezeSilo()
    {
        if (AnySilo() is { Process.IsFrozen: false } silo)
        {
            Note("silo frozen", silo.Name);
            cluster.StandStill(silo);
            Later(1, _chance.Of(0.8) ? 20 : 150, () => cluster.GoOn(silo));
        }
    }

    private void CutSiloFromDatabase()
    {
        if (AnySilo() is { } silo)
        {
            Note("silo partitioned from the database", silo.Name);
            cluster.Wires.Cut(silo.Name, Wires.Database);
            Later(1, 30, () => cluster.Wires.Mend(silo.Name, Wires.Database));
        }
    }

    private void CutStationFromSilo()
    {
        if (AnySilo() is { } silo)
        {
            var station = _chance.Among(hospitals).Station;
            Note("station partitioned from a silo", $"{station.Name} {silo.Name}");
            cluster.Wires.Cut(station.Name, silo.Name);
            Later(5, 90, () => cluster.Wires.Mend(station.Name, silo.Name));
        }
    }

    private void CutStation()
    {
        var line = _chance.Among(hospitals).Station.Line;
        Note("station cut off", line.Place);
        line.Cut();
        Later(1, 60, line.Mend);
    }

    private void CutDesk()
    {
        Note("desk cut off", "");
        desk.Line.Cut();
        Later(1, 20, desk.Line.Mend);
    }

    private void CrashAgent()
    {
        var station = _chance.Among(hospitals).Station;
        station.Agent?.CrashIn(_chance.Below(80), () =>
        {
            Note("agent crashed at a step", station.Name);
            World.After(Some(1, _chance.Of(0.8) ? 20 : 180), station.StartAgent);
        });
    }

    private void CrashAgentAgain(Machine station, int times)
    {
        if (times > 0 && station.Agent is { } agent)
        {
            agent.CrashIn(20 + _chance.Below(60), () =>
            {
                Note("agent crashed again and again", station.Name);
                World.After(Some(1, 5), () =>
                {
                    station.StartAgent();
                    CrashAgentAgain(station, times - 1);
                });
            });
        }
    }

    /// <summary>Each time that something is at work.</summary>
    private void CutPowerAgain(Machine station, int times) => _mending.Add(AtWork(station, () =>
    {
        Note("power cut again and again", station.Name);
        station.CutPower();
        World.After(Some(1, 5), () =>
        {
            station.StartAgent();
            if (times > 1)
            {
                CutPowerAgain(station, times - 1);
            }
        });
    }));

    /// <summary>For longer than a lease, or even longer than the hub waits for an unreachable run.</summary>
    private void LoseStation(double least, double most)
    {
        var station = _chance.Among(hospitals).Station;
        _mending.Add(AtWork(station, () =>
        {
            Note("station away for long", station.Name);
            station.Line.Cut();
            Later(least, most, station.Line.Mend);
        }));
    }

    private async Task AtWork(Machine station, Action act)
    {
        for (var looks = 0; looks < 60; looks++)
        {
            await World.Delay(TimeSpan.FromSeconds(1), default);
            if (station.Engine.IsAtWork)
            {
                // Long enough for the hub to have heard of it.
                await World.Delay(TimeSpan.FromMilliseconds(500), default);
                act();
                return;
            }
        }
    }

    private void KillAgent()
    {
        var station = _chance.Among(hospitals).Station;
        Note("agent killed", station.Name);
        station.KillAgent();
        Later(1, 200, station.StartAgent);
    }

    private void CutPower()
    {
        var station = _chance.Among(hospitals).Station;
        Note("power cut", station.Name);
        station.CutPower();
        Later(1, 60, station.StartAgent);
    }

    private void FillStation()
    {
        var station = _chance.Among(hospitals).Station;
        Note("station disk full", station.Name);
        station.Disk.IsFull = true;
        Later(1, 40, () => station.Disk.IsFull = false);
    }

    private void SlowDatabase()
    {
        Note("database slow", "");
        cluster.Database.IsSlow = true;
        Later(2, 30, () => cluster.Database.IsSlow = false);
    }

    private void FillDatabase()
    {
        Note("database full", "");
        cluster.Database.IsFull = true;
        Later(1, 25, () => cluster.Database.IsFull = false);
    }

    private void FailOver()
    {
        if (_chance.Of(0.5))
        {
            FailOverNow();
        }
        else
        {
            cluster.Database.FailOverIn(_chance.Below(10), FailOverNow);
        }
    }

    private void FailOverNow()
    {
        if (!cluster.Database.IsAway)
        {
            Note("database failed over", "");
            cluster.Database.GoAway();
            Later(0.5, 15, () => cluster.Database.ComeBack(_chance.Between(TimeSpan.FromSeconds(-3), TimeSpan.FromSeconds(3))));
        }
    }

    private void JumpSiloClock()
    {
        if (AnySilo() is { } silo)
        {
            Note("clock of a silo jumped", silo.Name);
            silo.Process.Skew = _chance.Skew();
        }
    }

    private void JumpStationClock()
    {
        if (_chance.Among(hospitals).Station.Agent is { } agent)
        {
            Note("clock of a station jumped", agent.Name);
            agent.Skew = _chance.Skew();
        }
    }

    private void JumpDatabaseClock()
    {
        Note("clock of the database jumped", "");
        cluster.Database.SetClock(_chance.Between(TimeSpan.FromSeconds(-3), TimeSpan.FromSeconds(3)));
    }

    private void Replace()
    {
        var hospital = _chance.Among(hospitals);
        Note("machine replaced", hospital.Station.Name);
        hospital.Replace();
    }

    private void StartSecond()
    {
        var hospital = _chance.Among(hospitals);
        Note("second agent with the same key", $"{hospital.Node}");
        var second = hospital.StartSecond();
        Later(20, 120, second.CutPower);
    }

    private void RestartStation()
    {
        var station = _chance.Among(hospitals).Station;
        scene.Coverage.Count("work: station restarted");
        scene.Trace.Say($"station   {station.Name} is restarted");
        station.StopAgent();
        Later(2, 20, station.StartAgent);
    }

    private void DrainSilo() => _mending.Add(@operator.DrainSilo());

    private void ResetKey() => _mending.Add(@operator.ResetKey(_chance.Among(hospitals)));

    private void StopRuns() => _mending.Add(@operator.StopRuns(_chance.Among(hospitals)));

    private Silo? AnySilo() => cluster.Silos.Count == 0 ? null : _chance.Among(cluster.Silos);

    private TimeSpan Some(double least, double most) => _chance.Between(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));

    private void Later(double least, double most, Action mend)
    {
        var after = Some(least, most);
        _mending.Add(Mend());

        async Task Mend()
        {
            await World.Delay(after, default);
            mend();
        }
    }

    private void Note(string fault, string where)
    {
        scene.Coverage.Count($"fault: {fault}");
        scene.Trace.Say($"fault     {fault} {where}");
    }
}
