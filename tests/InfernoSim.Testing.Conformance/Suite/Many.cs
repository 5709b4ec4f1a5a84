namespace Suite;

/// <summary>A wildcard in each class: xUnit v2 runs the classes side by side, and what is in one class in turn.</summary>
public class Many0
{
    [IncidentReplay("incidents/many/0-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}

public class Many1
{
    [IncidentReplay("incidents/many/1-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}

public class Many2
{
    [IncidentReplay("incidents/many/2-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}

public class Many3
{
    [IncidentReplay("incidents/many/3-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}
