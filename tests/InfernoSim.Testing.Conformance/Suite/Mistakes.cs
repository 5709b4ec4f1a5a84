namespace Suite;

public class Mistakes
{
    [IncidentReplay("incidents/missing", Snapshot = false)]
    public void Missing_incident()
    {
    }

    [IncidentReplay("incidents/broken", Snapshot = false)]
    public void Broken_incident()
    {
    }

    [IncidentReplay("incidents/none-*", Snapshot = false)]
    public void Wildcard_without_a_match()
    {
    }

    [IncidentReplay("", Snapshot = false)]
    public void Empty_path()
    {
    }

    [IncidentReplay("incidents/\0*", Snapshot = false)]
    public void Impossible_path()
    {
    }

    [IncidentReplay("incidents/healthy", Snapshot = false, Window = "5x")]
    public void Bad_duration()
    {
    }

    [IncidentReplay("incidents/healthy", Snapshot = false, Inject = ["dep=payments.test latncy=5ms"])]
    public void Unknown_fault_key()
    {
    }

    [IncidentReplay("incidents/healthy", Snapshot = false, Runs = 0)]
    public void No_runs()
    {
    }
}
