using InfernoSim.Sql.Tests.Postgres.Shops;

namespace InfernoSim.Sql.Tests.Postgres.Drivers;

/// <summary>A test with a PostgreSQL server and a driver, skipped, and shown as skipped, where one of the two is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DriverFactAttribute : FactAttribute
{
    /// <param name="driver">The driver, as <see cref="DriverShop"/> names it.</param>
    public DriverFactAttribute(string driver) => Skip = TemporaryPostgres.WhyNot ?? DriverShop.Of(driver).WhyNot;
}
