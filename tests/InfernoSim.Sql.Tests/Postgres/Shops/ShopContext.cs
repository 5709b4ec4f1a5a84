using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Sql.Tests.Postgres.Shops;

internal sealed class Order
{
    public int Id { get; set; }

    public string Reference { get; set; } = "";

    public int Quantity { get; set; }

    public DateTime At { get; set; }
}

internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>(order =>
    {
        order.ToTable("orders");
        order.HasIndex(o => o.Reference).IsUnique();
    });
}
