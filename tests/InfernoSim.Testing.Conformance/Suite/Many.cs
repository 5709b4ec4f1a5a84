namespace Suite;

/// <summary>A wildcard in each class: xUnit v2 runs the classes side by side, and what is in one class in turn.</summary>
[TestClass]
public class Many0
{
    [Test, IncidentReplay("incidents/many/0-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}

[TestClass]
public class Many1
{
    [Test, IncidentReplay("incidents/many/1-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}

[TestClass]
public class Many2
{
    [Test, IncidentReplay("incidents/many/2-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}

[TestClass]
public class Many3
{
    [Test, IncidentReplay("incidents/many/3-*", Snapshot = false, Runs = 2)]
    public void Incident() => LeftBehind.CountOne();
}
