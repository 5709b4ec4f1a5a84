namespace Suite;

[TestClass]
public class Mistakes
{
    [Test, IncidentReplay("incidents/missing", Snapshot = false)]
    public void Missing_incident()
    {
    }

    [Test, IncidentReplay("incidents/broken", Snapshot = false)]
    public void Broken_incident()
    {
    }

    [Test, IncidentReplay("incidents/none-*", Snapshot = false)]
    public void Wildcard_without_a_match()
    {
    }

    [Test, IncidentReplay("", Snapshot = false)]
    public void Empty_path()
    {
    }

    [Test, IncidentReplay("incidents/\0*", Snapshot = false)]
    public void Impossible_path()
    {
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Window = "5x")]
    public void Bad_duration()
    {
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Inject = ["dep=payments.test latncy=5ms"])]
    public void Unknown_fault_key()
    {
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 0)]
    public void No_runs()
    {
    }
}
